"""Proposals: what a list holds of a conference's papers, where new ones go, which entries are brought up to date."""

from confmerge.propose.destination import published_first
from confmerge.propose.model import ListChange, Promoted, Proposal, Target
from confmerge.propose.proposer import propose_to_list

__all__ = ["ListChange", "Promoted", "Proposal", "Target", "propose_to_list", "published_first"]
