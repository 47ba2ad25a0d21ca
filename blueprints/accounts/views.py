"""Signing in, up and out, and one's own account."""

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.accounts import bp, demo, keys, words
from blueprints.accounts.forms import DetailsForm, PasswordForm, SignInForm, SignUpForm
from blueprints.toolkit import labels, language
from blueprints.toolkit.formats import digits
from blueprints.toolkit.htmx import local_path
from blueprints.toolkit.limits import SIGN_IN, SIGN_UP, limiter
from blueprints.toolkit.messages import say
from blueprints.toolkit.sign_in import end, start
from domain import organisations, people
from domain.db import db
from domain.errors import RuleBroken
from domain.people import AccountExists, PasswordTooShort, PasswordWrong, Person, SignIn, SignInRefused
from domain.phones import display_phone

SIGN_INS_SHOWN = 6

# Guesses of one password count together, wherever they are made.
by_account = limiter.shared_limit(SIGN_IN, "account", key_func=keys.tried_account, deduct_when=keys.was_refused)
by_reader = limiter.shared_limit(SIGN_IN, "reader", key_func=keys.reader, exempt_when=keys.is_visitor)


@bp.get("/sign-in")
def sign_in() -> str | BaseResponse:
    if _has_account():
        return redirect(url_for("accounts.show"), 303)
    return _sign_in_page(SignInForm(formdata=None))


def _sign_in_page(form: SignInForm, refused: RuleBroken | None = None) -> str:
    return render_template(
        "accounts/sign_in.html",
        form=form,
        next=_next(),
        refused=say(refused) if refused else None,
        just_left=request.args.get("left"),
        demo=demo.sign_ins(),
        demo_password=demo.PASSWORD,
    )


@bp.post("/sign-in")
@limiter.limit(SIGN_IN)
@by_account
def sign_in_submit() -> BaseResponse:
    form = SignInForm()
    if not form.validate():
        return Response(_sign_in_page(form), 422)
    try:
        person = people.check_password(*form.login.understood, form.password.data)
    except SignInRefused as broken:
        return Response(_sign_in_page(form, broken), 422)
    _begin(person)
    return redirect(_next() or _first_room(person), 303)


def _first_room(person: Person) -> str:
    """Where somebody who just signs in works: the desk of their association, or else the board."""
    own = organisations.organisations_of(person.id)
    return url_for("desk.show", slug=own[0].slug) if own else url_for("board.index")


@bp.get("/sign-up")
def sign_up() -> str | BaseResponse:
    if _has_account():
        return redirect(url_for("accounts.show"), 303)
    known = {"name": current_user.name, "login": _phone_of(_own())} if current_user.is_guest else {}
    return _sign_up_page(SignUpForm(formdata=None, data=known))


def _sign_up_page(form: SignUpForm) -> str:
    return render_template("accounts/sign_up.html", form=form, next=_next(), least=people.PASSWORD_LEAST)


@bp.post("/sign-up")
@limiter.limit(SIGN_UP)
@by_account
def sign_up_submit() -> BaseResponse:
    if _has_account():
        return redirect(url_for("accounts.show"), 303)
    form = SignUpForm()
    if not form.validate():
        return Response(_sign_up_page(form), 422)
    was_guest = current_user.is_guest
    try:
        person = _make_account(form)
    except AccountExists as broken:
        form.refuse("login", broken)
    except PasswordTooShort as broken:
        form.refuse("password", broken)
    else:
        _begin(person)
        ready = _("Your account is ready, and your pledges are in it.") if was_guest else _("Your account is ready.")
        flash(ready, "success")
        return redirect(_next() or url_for("pledges.index" if was_guest else "board.index"), 303)
    return Response(_sign_up_page(form), 422)


def _make_account(form: SignUpForm) -> Person:
    """The form's account; sent a second time, the one it made. Raises AccountExists, PasswordTooShort.

    A guest who signs up with an e-mail keeps the phone at which associations answer their pledges."""
    kind, value = form.login.understood
    guest = _own() if current_user.is_guest else None
    phone = value if kind == "phone" else guest.phone if guest else None
    email = value if kind == "email" else None
    try:
        person = people.sign_up(
            form.name.understood, form.password.data, phone=phone, email=email, guest_id=guest.id if guest else None
        )
    except AccountExists as exists:
        try:
            return people.check_password(kind, value, form.password.data)
        except SignInRefused:
            raise exists from None
    person.lang = language.lang()
    return person


def _begin(person: Person) -> None:
    """Sign in on this browser; what it was signed in as before has ended. A new browser gets the person's language."""
    if current_user.is_authenticated:
        people.end_sign_in(current_user.token)
    if person.lang and language.COOKIE not in request.cookies:
        _speak(person.lang)
    start(person.id)


@bp.post("/sign-out")
def sign_out() -> BaseResponse:
    end(current_user)
    return redirect(url_for("accounts.sign_in", left="here"), 303)


@bp.get("/account")
def show() -> str:
    return _account_page()


def _account_page(changes: DetailsForm | None = None, password: PasswordForm | None = None) -> str:
    person = _own()
    if person.is_guest:
        return render_template("accounts/guest.html", person=person, phone=_phone_of(person))
    sign_ins = _sign_ins()
    return render_template(
        "accounts/page.html",
        person=person,
        details=changes or _details_of(person),
        password=password or PasswordForm(formdata=None),
        least=people.PASSWORD_LEAST,
        organisations=organisations.organisations_of(person.id),
        roles=[word for role, word in labels.ROLE.items() if role in current_user.roles],
        sign_ins=sign_ins[:SIGN_INS_SHOWN],
        more_sign_ins=max(len(sign_ins) - SIGN_INS_SHOWN, 0),
        device_name=words.device_name,
    )


def _sign_ins() -> list[SignIn]:
    """Where the reader is signed in: this browser first, then the newest."""
    token = current_user.token
    return sorted(people.sign_ins_of(current_user.id), key=lambda row: not people.is_token_of(token, row))


def _phone_of(person: Person) -> str:
    return digits(display_phone(person.phone or ""))


def _details_of(person: Person) -> DetailsForm:
    known = {"name": person.name, "phone": _phone_of(person), "email": person.email}
    known |= {"lang": person.lang or language.lang(), "region": person.region_code or ""}
    return DetailsForm(formdata=None, data=known)


@bp.post("/account")
@by_reader
def update() -> BaseResponse:
    form = DetailsForm()
    if form.validate():
        try:
            _change_details(form)
        except PasswordWrong as broken:
            form.refuse("password", broken)
        except AccountExists:
            taken = _("Another account has this phone or e-mail. Check what you typed.")
            form["phone" if form.phone.understood else "email"].errors = [taken]
        else:
            flash(_("Your details are saved."), "success")
            return redirect(url_for("accounts.show"), 303)
    return Response(_account_page(changes=form), 422)


def _change_details(form: DetailsForm) -> None:
    people.change_details(
        _own(),
        form.name.understood,
        form.lang.data,
        phone=form.phone.understood,
        email=form.email.understood,
        password=form.password.data or "",
        region_code=form.region.data or None,
    )
    db.session.commit()
    _speak(form.lang.data)


@bp.post("/account/password")
@by_reader
def change_password() -> BaseResponse:
    form = PasswordForm()
    if form.validate():
        try:
            people.change_password(current_user.id, form.present.data, form.new.data)
        except PasswordWrong as broken:
            form.refuse("present", broken)
        except PasswordTooShort as broken:
            form.refuse("new", broken)
        else:
            start(current_user.id)
            flash(_("Your password is changed. Every other device is signed out."), "success")
            return redirect(url_for("accounts.show"), 303)
    return Response(_account_page(password=form), 422)


@bp.post("/account/sign-outs")
def sign_out_everywhere() -> BaseResponse:
    people.end_all_sign_ins(current_user.id)
    end(current_user)
    return redirect(url_for("accounts.sign_in", left="everywhere"), 303)


def _has_account() -> bool:
    return bool(current_user.is_authenticated and not current_user.is_guest)


def _own() -> Person:
    return db.session.get_one(Person, current_user.id)


def _next() -> str | None:
    """Where the reader was going, if that is on this site."""
    return local_path(request.values.get("next"))


def _speak(code: str) -> None:
    """Speak this language to the reader from here on, on this browser."""
    language.use_lang(code)
    g.lang_asked = code
