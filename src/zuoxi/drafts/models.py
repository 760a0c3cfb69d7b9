"""Forms that were not sent yet."""

from django.conf import settings
from django.db import models

from zuoxi.drafts.choices import KEY_LIMIT


class Draft(models.Model):
    """What one person has typed into one form; ``values`` maps its field names to texts."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    key = models.CharField(max_length=KEY_LIMIT)
    values = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="draft_once")]
        indexes = [models.Index(fields=["kept_at"], name="draft_age")]

    def __str__(self) -> str:
        return self.key
