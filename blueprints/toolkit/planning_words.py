"""What to tell the reader when a rule of an edition's plan is broken: part of `messages`."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.toolkit.formats import date, number
from blueprints.toolkit.language import lang
from domain.errors import RuleBroken
from domain.places import regions_of
from domain.planning import editions, partners, plan, publishing, stages, targets, tasks


def _region(code: str) -> str:
    return regions_of(code.partition("-")[0])[code].name(lang())


SAYS: dict[type[RuleBroken], Callable[[dict[str, Any]], str]] = {
    plan.PlanChanged: lambda c: _("Somebody else changed this edition after you opened it."),
    editions.WordsMissing: lambda c: _("Fill in this field."),
    editions.EndsBeforeItStarts: lambda c: _("The last day is before the first."),
    editions.LastsTooLong: lambda c: _("An edition lasts at most %(n)s days.", n=number(c["days"])),
    editions.DayFarOff: lambda c: _("This day is more than three years away. Check the year."),
    editions.StageOutside: lambda c: _(
        "A stage would be outside the edition: it reaches to %(day)s. Change the stages first.",
        day=date(c.get("starts_on") or c["ends_on"])),
    editions.FollowedAlready: lambda c: _("This edition has a next one already."),
    publishing.NotReady: lambda c: _("The edition cannot be published yet: see below what it lacks."),
    publishing.InUse: lambda c: _("This edition runs, or associations ask in it: it stays public."),
    stages.TooManyStages: lambda c: _("An edition has at most %(n)s stages.", n=number(c["most"])),
    stages.StageEmpty: lambda c: _("Choose at least one region, or take the stage off."),
    stages.RegionTwice: lambda c: _(
        "%(region)s is in stage %(n)s already. A region is in one stage only.",
        region=_region(c["region"]), n=number(c["stage"])),
    stages.StageReversed: lambda c: _("The last day is before the first."),
    stages.StageHalfDated: lambda c: _("Write both days, or neither."),
    stages.StageOutOfEdition: lambda c: _(
        "This day is outside the edition: it lasts from %(first)s to %(last)s.",
        first=date(c["starts_on"]), last=date(c["ends_on"])),
    stages.StageTooEarly: lambda c: _(
        "The stage before it ends on %(day)s. Begin after that day, or change the order.", day=date(c["day"])),
    targets.UnknownCell: lambda c: _("Choose what it is from the list."),
    partners.OwnOrganisation: lambda c: _(
        "You act for this association yourself, so somebody else has to do this."),
    partners.NotOnThePlatform: lambda c: _("This works once the organisation is approved on the platform."),
    partners.EditionOver: lambda c: _("This edition is over."),
    partners.AskedLately: lambda c: ngettext(
        "Nobody is to be reminded: whoever has not answered was asked within the last day.",
        "Nobody is to be reminded: whoever has not answered was asked within the last %(n)s days.",
        c["days"], n=number(c["days"])),
    tasks.TooManyTasks: lambda c: _(
        "The checklist has %(n)s lines, as many as there can be. Drop some first.", n=number(c["most"])),
}  # fmt: skip
