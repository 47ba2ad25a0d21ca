"""How the thing that an address names is found, for whom: the object rules of `access`'s table.

A rule gets what stands in the address and gives the thing, or None when there is none or it is not the reader's.
"""

from typing import Any

from flask_login import current_user

from domain import (
    campaigns,
    comments,
    convoys,
    distributions,
    hubs,
    invitations,
    letters,
    needs,
    organisations,
    packing,
    papers,
    posts,
    renewal_links,
    teams,
)
from domain.campaigns import EditionTask
from domain.catalogue import items
from domain.collections import Collection
from domain.contacts import Contact
from domain.convoys import ConvoyLine
from domain.db import db
from domain.invitations import Invitation
from domain.needs import Need
from domain.organisations import Membership, Organisation
from domain.people import PLATFORM_TEAM, TEAM_AND_PLANNERS
from domain.planning import editions, partners
from domain.pledges import ARRIVED, ON_THE_WAY, Pledge
from domain.unions import UnionMembership


def public_need(need_id: int, **_: Any) -> Any:
    return needs.find_public(need_id)


def own_pledge(pledge_id: int) -> Any:
    pledge = db.session.get(Pledge, pledge_id)
    return pledge if pledge is not None and pledge.person_id == current_user.id else None


def pledge_to_ones_association(pledge_id: int) -> Any:
    pledge = db.session.get(Pledge, pledge_id)
    if pledge is None or pledge.status not in (*ON_THE_WAY, *ARRIVED):
        return None  # whoever withdrew, or never confirmed, is nobody to the association
    return pledge if current_user.acts_for(pledge.need.organisation_id) else None


def pledge_seen_from_either_side(pledge_id: int) -> Any:
    return own_pledge(pledge_id) or pledge_to_ones_association(pledge_id)


def listed_association(slug: str, **_: Any) -> Any:
    return organisations.find_listed(slug)


def ones_association(slug: str) -> Any:
    organisation = db.session.query(Organisation).filter_by(slug=slug).one_or_none()
    return organisation if organisation is not None and current_user.acts_for(organisation.id) else None


def any_association(slug: str, **_: Any) -> Any:
    return db.session.query(Organisation).filter_by(slug=slug).one_or_none()


def association_one_looks_after(slug: str, **_: Any) -> Any:
    """One's own association, or any for the platform team."""
    return any_association(slug) if current_user.roles & PLATFORM_TEAM else ones_association(slug)


def association_one_owns(slug: str, **_: Any) -> Any:
    organisation = ones_association(slug)
    return organisation if organisation is not None and teams.owns(current_user.id, organisation.id) else None


def ones_trusted_association(slug: str) -> Any:
    organisation = ones_association(slug)
    return organisation if organisation is not None and organisation.is_trusted else None


def document_one_may_read(slug: str, document_id: int) -> Any:
    organisation = association_one_looks_after(slug)
    return organisation and papers.find_document(organisation.id, document_id)


def ones_document(slug: str, document_id: int) -> Any:
    organisation = ones_association(slug)
    return organisation and papers.find_document(organisation.id, document_id)


def member_of_ones_team(slug: str, member_id: int) -> Any:
    """A membership of an association one owns, that holds or did."""
    organisation, member = association_one_owns(slug), db.session.get(Membership, member_id)
    return member if organisation and member and member.organisation_id == organisation.id else None


def invitation_to_ones_team(slug: str, invitation_id: int) -> Any:
    organisation, invitation = association_one_owns(slug), db.session.get(Invitation, invitation_id)
    return invitation if organisation and invitation and invitation.organisation_id == organisation.id else None


def invitation_to_the_platform(invitation_id: int) -> Any:
    invitation = db.session.get(Invitation, invitation_id)
    return invitation if invitation is not None and invitation.organisation_id is None else None


def invitation_of_link(token: str) -> Any:
    return invitations.find(token)


def union_of_ones_association(slug: str, link_id: int) -> Any:
    """One's own association and what it has, or had, with a union or a member of it."""
    organisation, link = association_one_owns(slug), db.session.get(UnionMembership, link_id)
    own = organisation and link and organisation.id in (link.union_id, link.organisation_id)
    return (organisation, link) if own else None


def distribution_of_ones_association(slug: str, distribution_id: int) -> Any:
    organisation = ones_association(slug)
    return organisation and distributions.find(organisation.id, distribution_id)


def renewal_link_of_ones_association(slug: str, link_id: int) -> Any:
    organisation = ones_association(slug)
    return organisation and renewal_links.find_own(organisation.id, link_id)


def handed_in_need(need_id: int, **_: Any) -> Any:
    need = db.session.get(Need, need_id)
    return need if need is not None and need.status != "draft" else None


def any_contact(contact_id: int) -> Any:
    return db.session.get(Contact, contact_id)


def ones_list(slug: str, **_: Any) -> Any:
    return ones_association(slug)


def need_on_ones_list(slug: str, need_id: int) -> Any:
    need = db.session.get(Need, need_id)
    if need is None or not current_user.acts_for(need.organisation_id):
        return None
    return need if need.organisation.slug == slug else None


def public_post(slug: str, post_id: int) -> Any:
    post = posts.find(slug, post_id)
    return post if post is not None and posts.is_public(post) else None


def post_of_ones_association(slug: str, post_id: int) -> Any:
    post = posts.find(slug, post_id)
    return post if post is not None and current_user.acts_for(post.organisation_id) else None


def post_one_may_read(slug: str, post_id: int) -> Any:
    """What is public, and for its association all."""
    return public_post(slug, post_id) or post_of_ones_association(slug, post_id)


def post_but_a_draft(slug: str, post_id: int) -> Any:
    post = posts.find(slug, post_id)
    return post if post is not None and post.status != "draft" else None


def comment_on_ones_news(slug: str, comment_id: int) -> Any:
    comment = comments.find(slug, comment_id)
    return comment if comment is not None and current_user.acts_for(comment.post.organisation_id) else None


def any_comment(slug: str, comment_id: int) -> Any:
    return comments.find(slug, comment_id)


def picture_one_may_see(picture_key: str, **_: Any) -> Any:
    """«public» when anybody may, «own» for the picture's association and the platform team."""
    public, owners = posts.shown_by(picture_key)
    if public or not owners:
        return "public" if public else None
    mine = current_user.roles & PLATFORM_TEAM or any(map(current_user.acts_for, owners))
    return "own" if mine else None


def holder_of_letters(letters_key: str) -> Any:
    return letters.holder_of(letters_key)


def any_collection(collection_id: int, **_: Any) -> Any:
    return db.session.get(Collection, collection_id)


def edition(slug: str) -> Any:
    return campaigns.find_edition(slug)


def public_edition(edition_slug: str, **_: Any) -> Any:
    """The same where another argument has that name."""
    return campaigns.find_edition(edition_slug)


def any_edition(edition_slug: str, **_: Any) -> Any:
    """An edition, planned ones too: for the platform team."""
    return editions.find_any(edition_slug)


def task_of_edition(edition_slug: str, task_id: int, **_: Any) -> Any:
    """An edition and a line of its checklist."""
    found, task = editions.find_any(edition_slug), db.session.get(EditionTask, task_id)
    return (found, task) if found and task and task.edition_id == found.id else None


def edition_shown_to_ones_organisation(slug: str, edition_id: int, **_: Any) -> Any:
    """One's own organisation and an edition that the public sees, or that it was asked into."""
    organisation, found = ones_association(slug), db.session.get(campaigns.Edition, edition_id)
    shown = organisation and found and partners.is_shown_to(found, organisation.id)
    return (organisation, found) if shown else None


def any_hub(hub_id: int) -> Any:
    return hubs.find_hub(hub_id)


def item_of_hub(hub_id: int, item_code: str) -> Any:
    hub = hubs.find_hub(hub_id)
    return (hub, item_code) if hub is not None and item_code in items() else None


def any_movement(movement_id: int) -> Any:
    return hubs.find_movement(movement_id)


def any_session(session_id: int, **_: Any) -> Any:
    return packing.find(session_id)


def any_convoy(convoy_id: int) -> Any:
    return convoys.find(convoy_id)


def any_line(line_id: int) -> Any:
    return db.session.get(ConvoyLine, line_id)


def association_at_a_stop(slug: str) -> Any:
    """One's own association, when a convoy stops there."""
    organisation = ones_association(slug)
    return organisation if organisation is not None and convoys.receives(organisation.id) else None


def line_to_ones_association(slug: str, line_id: int) -> Any:
    organisation, line = ones_association(slug), db.session.get(ConvoyLine, line_id)
    own = organisation and line and line.stop.organisation_id == organisation.id
    return line if own and line.stop.convoy.status != "cancelled" else None


def convoy_one_receives(convoy_id: int) -> Any:
    """A convoy and the association for which the reader receives of it; for the platform team whichever it is."""
    convoy = convoys.find(convoy_id)
    if convoy is None:
        return None
    own = [
        stop.organisation for stop in convoy.stops if stop.organisation and current_user.acts_for(stop.organisation.id)
    ]
    if own:
        return convoy, own[0]
    return (convoy, None) if current_user.roles & TEAM_AND_PLANNERS else None
