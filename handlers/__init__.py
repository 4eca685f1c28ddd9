"""The tongue: Telegram in and out, one file per conversation."""
