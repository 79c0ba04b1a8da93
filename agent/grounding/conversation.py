"""What was said before, for follow-ups."""


class Conversation:
    """The memory of one conversation; grounding reads and extends it."""
