"""Where in a list a paper belongs: sections ranked by the titles that stand in them, and by their names."""

from confmerge.place.placer import Choice, Placer, Room
from confmerge.place.profile import NO_PROFILE, Profile
from confmerge.place.terms import terms_of, topic_of

__all__ = ["NO_PROFILE", "Choice", "Placer", "Profile", "Room", "terms_of", "topic_of"]
