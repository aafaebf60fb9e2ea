//! `/chao-ban.rss` and `/chao-mua.rss`: the newest offers for feed readers (RSS 2.0).

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use kernel::Locale;
use offers::{Kind, Offer, queries, queries::OpenFilter};

use super::{lines::lines, words};
use crate::{AppError, state::App, view::Shell};

const ITEMS: u64 = 50;

pub async fn sell(State(app): State<App>, shell: Shell) -> Result<Response, AppError> {
    feed(&app, &shell, Kind::Sell).await
}

pub async fn buy(State(app): State<App>, shell: Shell) -> Result<Response, AppError> {
    feed(&app, &shell, Kind::Buy).await
}

async fn feed(app: &App, shell: &Shell, kind: Kind) -> Result<Response, AppError> {
    let (l, ctx) = (shell.l, app.ctx(kernel::Actor::Anonymous));
    let filter = OpenFilter { kind: Some(kind), ..OpenFilter::default() };
    let found = queries::page_open(app.db.read(), &filter, None, ITEMS, ctx.today()).await?;
    let shown = lines(app, l, ctx.now, &found).await?;
    let base = &shell.settings.base_url;
    let title = match kind {
        Kind::Sell => l.t("Chào bán trên Sàn Hà Tĩnh", "Offers to sell on the Hà Tĩnh floor"),
        Kind::Buy => l.t("Chào mua trên Sàn Hà Tĩnh", "Offers to buy on the Hà Tĩnh floor"),
    };
    let list = format!("{base}{}", shell.url(words::list_path(kind)));
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>",
    );
    xml.push_str(&format!(
        "<title>{}</title><link>{}</link><description>{}</description><language>{}</language>\
         <atom:link href=\"{}.rss\" rel=\"self\" type=\"application/rss+xml\"/>",
        escape(title),
        escape(&list),
        escape(title),
        l.code(),
        escape(&list),
    ));
    for (offer, line) in found.iter().zip(&shown) {
        xml.push_str(&item(l, base, offer, line));
    }
    xml.push_str("</channel></rss>\n");
    Ok(([(header::CONTENT_TYPE, "application/rss+xml; charset=utf-8")], xml).into_response())
}

fn item(l: Locale, base: &str, offer: &Offer, line: &super::Line) -> String {
    let link = format!("{base}{}{}", l.prefix(), line.href);
    let price = match &line.price {
        Some(price) => format!("{price}/{}", line.unit),
        None => l.t("giá thoả thuận", "price to be agreed").to_owned(),
    };
    let about = format!("{} · {price} · {} · {}", line.quantity, line.who, line.place);
    let published = offer.opened_at.map(|at| at.to_rfc2822()).unwrap_or_default();
    format!(
        "<item><title>{}</title><link>{}</link><guid isPermaLink=\"true\">{}</guid><pubDate>{published}</pubDate><description>{}</description></item>",
        escape(&line.title),
        escape(&link),
        escape(&link),
        escape(&about),
    )
}

/// Text in XML; what XML 1.0 can't hold is left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c < ' ' && !matches!(c, '\t' | '\n' | '\r') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_people_write_breaks_the_feed() {
        assert_eq!(escape("Cam <b>\"ngon\"</b> & rẻ\u{0}\u{8}"), "Cam &lt;b&gt;&quot;ngon&quot;&lt;/b&gt; &amp; rẻ");
    }
}
