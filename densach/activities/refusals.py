"""The "no"s of activities."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal


class TitleMissing(Refusal):
    code = "title-missing"
    sentence = _("The activity has no title.")
    advice = _("Write what people call it, for example “Reading hour for children”.")
    field = "title"


class TextTooLong(Refusal):
    """`data` has `field`, `most` and `length`."""

    code = "text-too-long"
    sentence = _("This text has %(length)s characters; at most %(most)s fit.")
    advice = _("Shorten it; the description has room for the rest.")


class UnknownKind(Refusal):
    code = "unknown-activity-kind"
    sentence = _("“%(kind)s” is no kind of activity.")
    advice = _("Choose one from the list.")
    field = "kind"


class UnknownAgeBand(Refusal):
    code = "unknown-age-band"
    sentence = _("“%(band)s” is no age group.")
    advice = _("Choose age groups from the list.")
    field = "age_bands"


class UnknownInterest(Refusal):
    code = "unknown-interest"
    sentence = _("“%(interest)s” is not in the list of interests.")
    advice = _("Choose interests from the list.")
    field = "interests"


class CapacityOutOfRange(Refusal):
    code = "capacity-out-of-range"
    sentence = _("The number of seats must lie between 1 and %(most)s.")
    advice = _("Leave it empty where the number of seats is not limited.")
    field = "capacity"


class CapacityBelowRegistered(Refusal):
    code = "capacity-below-registered"
    sentence = _("%(taken)s people are registered already; %(capacity)s seats are too few.")
    advice = _("Give at least %(taken)s seats, or cancel registrations first.")
    field = "capacity"


class WrongState(Refusal):
    code = "activity-wrong-state"
    sentence = _("“%(title)s” is in the state “%(state)s”; this cannot be done with it.")
    advice = _("Open the activity again to see what has changed.")
    status = 409


class ActivityClosed(Refusal):
    code = "activity-closed"
    sentence = _("“%(title)s” has ended or was cancelled; no sessions can be added.")
    advice = _("Publish the activity again first.")


class NoWeekday(Refusal):
    code = "no-weekday"
    sentence = _("No day of the week is chosen.")
    advice = _("Choose at least one day of the week.")
    field = "weekdays"


class NoSessionDays(Refusal):
    code = "no-session-days"
    sentence = _("None of the chosen weekdays lies between %(first)s and %(last)s.")
    advice = _("Choose other weekdays, or a later last day.")
    field = "until"


class LastDayBeforeFirst(Refusal):
    code = "last-day-before-first"
    sentence = _("The last day lies before the first day.")
    advice = _("Choose a last day on or after %(first)s.")
    field = "until"


class TooManySessions(Refusal):
    code = "too-many-sessions"
    sentence = _("That would be %(count)s sessions; at most %(most)s can be added at once.")
    advice = _("Choose an earlier last day and add the rest later.")
    field = "until"


class TooLongAgo(Refusal):
    code = "session-too-long-ago"
    sentence = _("%(day)s lies more than two years back.")
    advice = _("Choose a day from %(earliest)s on; check the year.")
    field = "first_day"


class TooFarAhead(Refusal):
    code = "session-too-far-ahead"
    sentence = _("%(day)s lies more than two years ahead.")
    advice = _("Choose a day until %(latest)s; check the year.")
    field = "until"


class EndBeforeStart(Refusal):
    code = "session-ends-before-start"
    sentence = _("The session ends at %(end)s, before it starts at %(start)s.")
    advice = _("Choose a later end; a session ends on the day it starts.")
    field = "end_time"


class PlaceNotOpen(Refusal):
    code = "place-not-open"
    sentence = _("“%(place)s” is not in use on %(day)s.")
    advice = _("Choose another day, or correct when the place opened and closed.")
    field = "first_day"


class SessionClash(Refusal):
    code = "session-clash"
    sentence = _("This activity already has a session at %(when)s (%(count)s such clashes).")
    advice = _("Choose another time, or edit the session that stands there.")
    field = "start_time"


class SessionNotYet(Refusal):
    code = "session-not-yet"
    sentence = _("The session of %(day)s has not taken place yet.")
    advice = _("Take attendance on the day itself or afterwards.")


class SessionCancelled(Refusal):
    code = "session-cancelled"
    sentence = _("The session of %(day)s was cancelled.")
    advice = _("If it took place after all, restore it first.")


class SessionNotCancelled(Refusal):
    code = "session-not-cancelled"
    sentence = _("The session of %(day)s is not cancelled.")
    advice = _("Open the list of sessions again.")


class SessionHasAttendance(Refusal):
    code = "session-has-attendance"
    sentence = _("People were recorded at the session of %(day)s; it cannot be cancelled.")
    advice = _("Empty its attendance sheet first if it did not take place.")


class SessionYearFixed(Refusal):
    code = "session-year-fixed"
    sentence = _("A session that was held in %(year)s cannot be moved to another year.")
    advice = _("Ages were noted for that year: add a session on the right day and take attendance there.")
    field = "day"


class NoCard(Refusal):
    code = "card-unknown"
    sentence = _("There is no card “%(number)s”.")
    advice = _("Check the number, or register the person as a reader first.")
    field = "q"


class ActivityNotOpen(Refusal):
    code = "activity-not-open"
    sentence = _("“%(title)s” is not open: it is in the state “%(state)s”.")
    advice = _("Publish the activity first.")


class NotTakingRegistrations(Refusal):
    code = "not-taking-registrations"
    sentence = _("“%(title)s” takes no registrations; everybody may simply come.")
    advice = _("Tick “takes registrations” in the activity if seats are to be kept.")


class ActivityFull(Refusal):
    code = "activity-full"
    sentence = _("All %(capacity)s seats of “%(title)s” are taken.")
    advice = _("Cancel a registration or give the activity more seats.")
    status = 409


class AlreadyRegistered(Refusal):
    code = "already-registered"
    sentence = _("%(name)s is already registered for “%(title)s”.")
    advice = _("Nothing needs to be done.")
    status = 409


class OutsideAgeBand(Refusal):
    code = "outside-age-band"
    sentence = _("“%(title)s” is for %(bands)s; by the year of birth this person is in the group %(band)s.")
    advice = _("Choose another activity, or widen the age groups of this one.")


class RegistrationGone(Refusal):
    code = "registration-gone"
    sentence = _("This registration has been cancelled already.")
    advice = _("Open the list of registrations again.")
    status = 409


class NegativeCount(Refusal):
    code = "negative-count"
    sentence = _("A number of people cannot be below zero (%(count)s).")
    advice = _("Write how many came, or leave the field empty.")


class CountTooLarge(Refusal):
    code = "count-too-large"
    sentence = _("%(count)s people in one field is more than %(most)s.")
    advice = _("Check the number; it looks like a slip of the keyboard.")


class NotANumber(Refusal):
    code = "not-a-number"
    sentence = _("“%(text)s” is no whole number of people.")
    advice = _("Write figures only, for example 12.")


class UnknownGroup(Refusal):
    code = "unknown-group"
    sentence = _("“%(group)s” is no group of the attendance sheet.")
    advice = _("Open the sheet again and fill in its fields.")


class UnknownPresence(Refusal):
    code = "unknown-presence"
    sentence = _("“%(presence)s” is neither present, excused nor absent.")
    advice = _("Choose one of the three for each person.")
