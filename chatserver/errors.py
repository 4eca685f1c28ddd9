"""The refusals of the Bot API and of the person's side."""

from typing import Any


class ApiError(Exception):
    """A Bot API refusal: HTTP status, description as the real server words it, parameters."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON body of the answer."""
        answer: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(sentence: str) -> ApiError:
    """A 400 with the real server's prefix."""
    return ApiError(400, f"Bad Request: {sentence}")


def too_many_requests(seconds: int) -> ApiError:
    """A 429 that says how long to wait, in seconds."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def blocked() -> ApiError:
    """The person has blocked the bot."""
    return ApiError(403, "Forbidden: bot was blocked by the user")


class RefusedError(Exception):
    """A refusal on the person's side: HTTP status, a sentence, what else the page is told.

    `retry_after` among it, in seconds, is a header as well.
    """

    def __init__(self, status: int, sentence: str, **more: Any) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.more = more
