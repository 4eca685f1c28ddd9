"""The tongue: Telegram in and out; updates become what was heard, cards become messages."""
