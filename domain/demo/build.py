"""Builds a country's demonstration: the same one each time, except that its days are counted back from today."""

from pathlib import Path
from random import Random

from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload

from domain import clock, counters, needs, progress, search, tallies
from domain.campaigns import EditionPartner
from domain.db import db
from domain.demo import channels, handovers, studio
from domain.demo.asking import Asked, Asking
from domain.demo.cast import Cast, gather
from domain.demo.desk import come_in, join_hands, pause
from domain.demo.giving import give
from domain.demo.history import need_events, pledge_events, renewal_events, write_log
from domain.demo.inbox import fill
from domain.demo.logistics import fill_stock
from domain.demo.news import post_news
from domain.demo.planning import steer
from domain.demo.reaching import reach
from domain.demo.story import Story
from domain.needs import Need
from domain.organisations import Organisation


def build(story: Story, folder: Path | None) -> None:
    """Fill the session's empty database with a country's demonstration, and `folder` with the pictures of its news;
    without a folder it has none."""
    rng = Random(f"awn-{story.country}")
    cast = gather(rng, story)
    season = story.season(clock.today())
    for edition in season.editions:  # one by one, so that their numbers follow their years
        db.session.add(edition)
        db.session.flush()
    asked = Asking(rng, story, cast, season.running).all()
    db.session.add_all([one.need for one in asked])
    db.session.flush()
    events = need_events(rng, story, cast, asked) + renewal_events(cast, asked)
    given = give(rng, cast, asked)
    db.session.add_all([pledge for _, pledge, _ in given])
    db.session.flush()
    channels.spread(story.country, given)
    for one in given:
        events += pledge_events(cast, one)
    news = post_news(story, cast, folder)
    events += [*pause(cast, asked), *come_in(story, cast), *join_hands(story, cast), *news.events]
    events += studio.work(story, cast, asked)
    handovers.say_regions(story, cast, given)
    events += [*handovers.ask(story, cast, asked), *handovers.gather(story, cast, given)]
    events += fill_stock(story, cast, season)
    _partners(asked, cast, season.running[0].edition.id)
    planned = steer(story, cast, season)
    events += planned.events
    write_log(events)
    reach(story, cast, given)
    fill(cast, asked, given, news, events, [*handovers.told(cast, given), *planned.told])
    _show_on_board(asked)
    progress.rebuild()


def _partners(asked: list[Asked], cast: Cast, first_edition: int) -> None:
    """Who asks within an edition takes part in it, and so do the companies in the first that runs."""
    partners = {(one.need.edition_id, one.host.id) for one in asked if one.need.edition_id}
    partners |= {(first_edition, one.id) for one in cast.organisations if one.kind == "company"}
    db.session.execute(
        insert(EditionPartner),
        [{"edition_id": edition, "organisation_id": organisation} for edition, organisation in sorted(partners)],
    )


def _show_on_board(asked: list[Asked]) -> None:
    """Index and count what is published, as `needs.move` would have done one by one."""
    query = select(Need).where(Need.status == "published").options(
        joinedload(Need.organisation).options(joinedload(Organisation.region), joinedload(Organisation.commune))
    )  # fmt: skip
    published = list(db.session.scalars(query.execution_options(populate_existing=True)))
    for need in published:
        need.search_rank = search.rank_of(need.is_open, need.priority, need.id)
        search.index(need.search_rank, needs.words_of(need), (need.region_code, need.category))
    db.session.flush()
    tallies.rebuild()
    for one in asked:
        counters.touch_board(one.need.id)
