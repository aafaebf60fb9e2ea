//! `/giao-dich/chao-hang/{id}/sua` of an offer that is open already: numbers, days and choices change at once, words and photos only for
//! members whom officers trust; the form says so before anything is typed.

use askama::Template;
use axum::http::StatusCode;
use kernel::{Ctx, FieldErrors, Fields, Locale, Quantity, place};
use media::Processed;
use offers::{Certificate, Contact, Delivery, Kind, Offer, Revision, Terms, Trader, queries, revise};

use super::{choices, photos, titled};
use crate::{
    AppError,
    form::{Form, FormView},
    market::{lines::Around, words},
    memo,
    render::{Page, after, page_with},
    session::User,
    state::App,
    view::Shell,
    web::Image,
};

/// Rendered where words may be changed: without it a form never had any.
const REWORDS: &str = "sua_loi";

#[derive(Template)]
#[template(path = "market/revise.html")]
struct RevisePage {
    shell: Shell,
    form: FormView,
    is_sell: bool,
    title: String,
    /// Without the language.
    path: String,
    /// Where the offer is copied into a new one; without the language.
    copy: String,
    unit: String,
    commune: String,
    /// Empty: nothing.
    dealt: String,
    remaining: String,
    rewords: bool,
    /// What stays, where words can't be changed.
    words: Vec<(&'static str, String)>,
    steps: Vec<(String, String)>,
    certificates: Vec<(&'static str, &'static str)>,
    deliveries: Vec<(&'static str, &'static str)>,
    contacts: Vec<(&'static str, &'static str)>,
    photos: Vec<(String, Image)>,
    echo: String,
    notice: Notice,
}

/// Why the form is shown again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Notice {
    #[default]
    Nothing,
    /// After a new login.
    Resumed,
    /// The offer was changed elsewhere meanwhile.
    Stale,
    /// Words were changed by whom officers don't trust any more.
    NotTrusted,
}

#[derive(Default)]
struct Typed {
    fields: Fields,
    errors: FieldErrors,
    photos: Vec<String>,
    rewords: bool,
    notice: Notice,
}

/// `GET …/sua`
pub async fn edit(app: &App, shell: Shell, trader: &Trader, offer: &Offer) -> Page {
    let mut fields = words::readable(shell.l, &offer.terms);
    fields.set("version", offer.version.to_string());
    let rewords = revise::may_reword(app.db.read(), trader).await?;
    let typed = Typed { fields, photos: offer.photos.clone(), rewords, ..Typed::default() };
    show(app, shell, offer, typed).await
}

/// `POST …/sua`
pub async fn change(app: &App, shell: Shell, user: &User, trader: &Trader, offer: &Offer, form: Form) -> Page {
    let rewords = form.fields.has(REWORDS);
    if form.resumed {
        let photos = offer.photos.clone();
        let typed = Typed { fields: form.fields, photos, rewords, notice: Notice::Resumed, ..Typed::default() };
        return show(app, shell, offer, typed).await;
    }
    let ctx = app.ctx(user.actor());
    let version = form.fields.get("version").parse().map_err(|_| AppError::BadRequest)?;
    let mut errors = FieldErrors::default();
    let terms = Terms::parse_revision(&offer.terms, &form.fields, rewords, ctx.today(), &mut errors);
    let (photos, made) = photos::read(app, &form, &mut errors).await?;
    let mut notice = Notice::Nothing;
    if let Some(terms) = terms.filter(|_| errors.is_empty()) {
        let revision = Revision { version, terms: &terms, photos: rewords.then_some(photos.as_slice()) };
        match write(app, &ctx, trader, offer, revision, &made).await {
            Ok(()) => {
                app.wake.notify_one();
                return after(&shell, &words::own_path(offer), "chao-hang-da-sua");
            }
            Err(offers::Error::Invalid(found)) => errors = found,
            Err(offers::Error::Stale) => notice = Notice::Stale,
            Err(offers::Error::NotTrusted) => notice = Notice::NotTrusted,
            Err(error) => return Err(error.into()),
        }
    }
    photos::keep(app, &ctx, &made).await?;
    // What was typed is measured against the offer as it is now, and so is the next press.
    let current = queries::offer_for(app.db.read(), trader, offer.id).await?.ok_or(AppError::NotFound)?;
    let mut fields = form.fields;
    if notice == Notice::Stale {
        fields.set("version", current.version.to_string());
    }
    show(app, shell, &current, Typed { fields, errors, photos, rewords, notice }).await
}

async fn write(
    app: &App,
    ctx: &Ctx,
    trader: &Trader,
    offer: &Offer,
    revision: Revision<'_>,
    made: &[Processed],
) -> Result<(), offers::Error> {
    let txn = app.db.begin().await?;
    for one in made {
        media::insert_picture(&txn, ctx, one).await?;
    }
    offers::revise(&txn, ctx, trader, offer.id, revision).await?;
    txn.commit().await?;
    Ok(())
}

async fn show(app: &App, shell: Shell, offer: &Offer, typed: Typed) -> Page {
    let (l, is_sell, terms) = (shell.l, offer.kind == Kind::Sell, &offer.terms);
    let now = app.ctx(kernel::Actor::Anonymous).now;
    let around = Around::of(app, l, now, std::slice::from_ref(offer)).await?;
    let status = match (typed.errors.is_empty(), typed.notice) {
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, Notice::Stale) => StatusCode::CONFLICT,
        (true, Notice::NotTrusted) => StatusCode::FORBIDDEN,
        _ => StatusCode::OK,
    };
    let pictures = memo::pictures(app, &typed.photos).await?;
    let photos = typed.photos.iter().filter_map(|id| Some((id.clone(), Image::new(pictures.get(id)?, ""))));
    let dealt = Quantity(terms.quantity.0 - offer.remaining.0);
    let of_unit = |quantity| words::amount(l, quantity, &terms.unit_code);
    let echo = kernel::Money::parse(typed.fields.get("price")).map(|price| price.in_words(l)).unwrap_or_default();
    let unit = kernel::unit::unit(&terms.unit_code).map_or("", |unit| unit.short(l)).to_owned();
    let page = RevisePage {
        is_sell,
        title: around.title(offer),
        path: words::own_path(offer),
        copy: format!("/giao-dich{}/moi?tu={}", words::list_path(offer.kind), offer.id),
        unit: match words::pack(l, terms.pack.as_ref()) {
            pack if pack.is_empty() => unit,
            pack => format!("{unit} {pack}"),
        },
        commune: place::commune(&terms.commune_code).map(|one| one.full_name.clone()).unwrap_or_default(),
        dealt: if dealt.0 > 0 { of_unit(dealt) } else { String::new() },
        remaining: of_unit(offer.remaining),
        rewords: typed.rewords,
        words: if typed.rewords { Vec::new() } else { kept_words(l, offer.kind, terms) },
        steps: choices::steps(&typed.fields),
        certificates: Certificate::ALL
            .iter()
            .filter(|one| !is_sell || one.is_stated())
            .map(|one| (one.code(), one.name(l)))
            .collect(),
        deliveries: Delivery::ALL.iter().map(|one| (one.code(), one.name(l))).collect(),
        contacts: Contact::ALL.iter().map(|one| (one.code(), one.name(l))).collect(),
        photos: photos.collect(),
        echo,
        notice: typed.notice,
        form: FormView::new(l, words::offer_labels(offer.kind), typed.fields, typed.errors),
        shell: titled(shell, offer.kind, true).private(),
    };
    page_with(status, &page)
}

/// The words of the offer under the labels of their fields, without those that say nothing.
fn kept_words(l: Locale, kind: Kind, terms: &Terms) -> Vec<(&'static str, String)> {
    let certificates: Vec<&str> = terms.certificates.iter().map(|one| one.name(l)).collect();
    let all = [
        ("quality", terms.quality.clone()),
        ("certificates", certificates.join(", ")),
        ("place", terms.place.clone()),
        ("packaging", terms.packaging.clone()),
        ("delivery_note", terms.delivery_note.clone()),
    ];
    let labels = FormView::empty(l, words::offer_labels(kind));
    all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (labels.label(name), text)).collect()
}
