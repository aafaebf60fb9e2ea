//! `/kenh-ban-hang/so-lieu`: a member's own numbers of the last 30 days: who looked, where they came from, what came of it, and
//! what to do about it.

use ::statistics::{self as counted, OTHER, kind};
use askama::Template;
use axum::extract::State;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use documents::{Cell, per_mille};
use kernel::{Locale, Money, StallId, ctx::UTC_OFFSET_HOURS, locale::number};
use offers::queries::{Trade, trade_of};
use sea_orm::DbErr;

use crate::{
    chart,
    render::{Page, page},
    session::Member,
    state::App,
    view::Shell,
};

const DAYS: u64 = 30;
/// Rows of the lists.
const MOST: u64 = 10;

#[derive(Template)]
#[template(path = "desk/numbers.html")]
struct NumbersPage {
    shell: Shell,
    has_stall: bool,
    tiles: Vec<(String, &'static str)>,
    /// Name, this time, the time before, in words how it changed.
    rows: Vec<(&'static str, String, String, String)>,
    chart: String,
    sources: Vec<(String, String)>,
    terms: Vec<(String, String)>,
    advice: Vec<Advice>,
}

/// What to improve, and where.
struct Advice {
    text: &'static str,
    path: &'static str,
    button: &'static str,
}

/// What is counted of one time.
#[derive(Default)]
struct Numbers {
    stall_views: i64,
    /// Of the stall, its products and its offers.
    views: i64,
    found_by_search: i64,
    trade: Trade,
}

pub async fn show(State(app): State<App>, shell: Shell, member: Member) -> Page {
    let (l, db) = (shell.l, app.db.read());
    let to = app.ctx(member.actor()).today();
    let from = to - Days::new(DAYS - 1);
    let before = (from - Days::new(DAYS), from - Days::new(1));
    let stall = members::queries::stall_of(db, member.id).await?.map(|stall| stall.id);
    let now = numbers(&app, &member, stall, (from, to)).await?;
    let then = numbers(&app, &member, stall, before).await?;
    let (mut bars, mut sources, mut terms) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(stall) = stall {
        let days = counted::days_of(db, kind::STALL_VIEW, stall.0, from, to).await?;
        bars = days.iter().map(|day| (day.day.format("%-d/%-m").to_string(), day.count)).collect();
        sources = counted::words_of(db, kind::STALL_SOURCE, stall.0, (from, to), MOST).await?;
        terms = counted::words_of(db, kind::STALL_TERM, stall.0, (from, to), MOST).await?;
    }
    let drawn = bars.iter().any(|(_, count)| *count > 0);
    let title = l.t("Lượt xem gian hàng theo ngày", "Stall views by day");
    page(&NumbersPage {
        has_stall: stall.is_some(),
        tiles: tiles(l, &now),
        rows: rows(l, &now, &then),
        chart: if drawn { chart::bars(l, "luot-xem", title, &bars) } else { String::new() },
        sources: sources.iter().map(|(word, count)| (source(l, word), number(l, *count))).collect(),
        terms: terms.into_iter().map(|(word, count)| (word, number(l, count))).collect(),
        advice: advice(l, stall.is_some(), &now),
        shell: shell.titled("Số liệu gian hàng", "The stall's numbers").private(),
    })
}

async fn numbers(
    app: &App,
    member: &Member,
    stall: Option<StallId>,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Numbers, DbErr> {
    let db = app.db.read();
    let trade = trade_of(db, member.id, midnight(from), midnight(to + Days::new(1))).await?;
    let Some(stall) = stall else { return Ok(Numbers { trade, ..Numbers::default() }) };
    let days = counted::days_of(db, kind::STALL_VIEW, stall.0, from, to).await?;
    let sources = counted::words_of(db, kind::STALL_SOURCE, stall.0, (from, to), 2_000).await?;
    let search = sources.iter().find(|(word, _)| word == "search").map_or(0, |(_, count)| *count);
    Ok(Numbers {
        stall_views: days.iter().map(|day| day.count).sum(),
        views: sources.iter().map(|(_, count)| count).sum(),
        found_by_search: search,
        trade,
    })
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(UTC_OFFSET_HOURS)
}

fn source(l: Locale, word: &str) -> String {
    match word {
        "direct" => l.t("Gõ địa chỉ, dấu trang hoặc không rõ", "Typed, a bookmark, or unknown").to_owned(),
        "floor" => l.t("Trang khác của Sàn", "Another page of the floor").to_owned(),
        "search" => l.t("Tìm kiếm trên Sàn", "The floor's search").to_owned(),
        OTHER => l.t("Các trang khác", "Other sites").to_owned(),
        site => site.to_owned(),
    }
}

/// `a` of `b`; a dash of nothing.
fn share(l: Locale, a: i64, b: i64) -> String {
    per_mille(a, b).map_or_else(|| "–".to_owned(), |tenths| Cell::PerMille(tenths).format(l))
}

/// From one time to the next: `+100,0%`, `−66,7%`.
fn change(l: Locale, now: i64, then: i64) -> String {
    let Some(tenths) = per_mille(now.saturating_sub(then), then) else { return "–".to_owned() };
    let sign = match tenths {
        1.. => "+",
        0 => "",
        _ => "−",
    };
    format!("{sign}{}", Cell::PerMille(tenths.saturating_abs()).format(l))
}

fn many(count: i64, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

fn tiles(l: Locale, now: &Numbers) -> Vec<(String, &'static str)> {
    vec![
        (number(l, now.views), l.t("lượt xem", many(now.views, "view", "views"))),
        (
            number(l, now.trade.quoted),
            l.t("báo giá nhận được", many(now.trade.quoted, "quote received", "quotes received")),
        ),
        (number(l, now.trade.deals), l.t("thoả thuận bán", many(now.trade.deals, "deal as seller", "deals as seller"))),
        (share(l, now.trade.quoted, now.views), l.t("lượt xem thành báo giá", "of views became quotes")),
    ]
}

fn rows(l: Locale, now: &Numbers, then: &Numbers) -> Vec<(&'static str, String, String, String)> {
    let row = |name, now: i64, then: i64| (name, number(l, now), number(l, then), change(l, now, then));
    let value = |trade: &Trade| Money(trade.value).format(l);
    vec![
        row(
            l.t("Lượt xem gian hàng, sản phẩm và chào hàng", "Views of stall, products and offers"),
            now.views,
            then.views,
        ),
        row(l.t("– trong đó trang gian hàng", "– of them the stall's page"), now.stall_views, then.stall_views),
        row(l.t("– đến từ tìm kiếm trên Sàn", "– from the floor's search"), now.found_by_search, then.found_by_search),
        row(
            l.t("Bên đã báo giá cho chào hàng của bạn", "Parties that quoted on your offers"),
            now.trade.quoted,
            then.trade.quoted,
        ),
        row(l.t("Thoả thuận bán", "Deals as seller"), now.trade.deals, then.trade.deals),
        (
            l.t("Giá trị thoả thuận bán", "Value of those deals"),
            value(&now.trade),
            value(&then.trade),
            change(l, now.trade.value, then.trade.value),
        ),
    ]
}

fn advice(l: Locale, has_stall: bool, now: &Numbers) -> Vec<Advice> {
    let mut all = Vec::new();
    let mut add = |text, path, button| all.push(Advice { text, path, button });
    if !has_stall {
        add(
            l.t(
                "Bạn chưa có gian hàng nên chưa ai xem được hàng của bạn.",
                "You have no stall yet, so nobody can see your goods.",
            ),
            "/kenh-ban-hang/gian-hang",
            l.t("Soạn gian hàng", "Prepare the stall"),
        );
    } else if now.views == 0 {
        add(
            l.t(
                "30 ngày qua chưa có ai xem. Thêm sản phẩm có ảnh rõ và chia sẻ gian hàng để người mua tìm thấy.",
                "Nobody looked in 30 days. Add products with clear photos and share your stall.",
            ),
            "/kenh-ban-hang/san-pham",
            l.t("Xem sản phẩm", "See the products"),
        );
    } else if now.trade.quoted == 0 {
        add(
            l.t("Có người xem nhưng chưa ai báo giá. Đăng tin chào bán với giá và số lượng để người mua hỏi được ngay.", "People look but nobody has quoted. Post an offer to sell with price and quantity so that buyers can answer at once."),
            "/giao-dich/chao-ban/moi",
            l.t("Đăng tin chào bán", "Post an offer to sell"),
        );
    } else if now.trade.deals == 0 {
        add(
            l.t(
                "Có báo giá nhưng chưa chốt được. Trả lời sớm và nói rõ giao hàng, chất lượng sẽ dễ chốt hơn.",
                "There are quotes but no deal. Answering early, with delivery and quality said clearly, helps.",
            ),
            "/giao-dich/chao-hang",
            l.t("Xem chào hàng", "See the offers"),
        );
    }
    if has_stall && now.views > 0 && now.found_by_search * 10 < now.views {
        add(
            l.t(
                "Ít người tìm ra bạn bằng tìm kiếm. Viết tên sản phẩm đúng như người mua gọi và chọn đúng mặt hàng.",
                "Few find you by search. Name products as buyers do, and choose the right commodity.",
            ),
            "/kenh-ban-hang/san-pham",
            l.t("Sửa sản phẩm", "Edit the products"),
        );
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_rounded_half_away_from_zero_and_signed() {
        for (now, then, said) in [
            (1, 3, "−66,7%"),
            (2, 1, "+100,0%"),
            (30_540_000, 16_320_000, "+87,1%"),
            (16, 15, "+6,7%"),
            (3, 3, "0,0%"),
            (1_999, 2_000, "−0,1%"),
            (5, 0, "–"),
        ] {
            assert_eq!(change(Locale::Vi, now, then), said, "{now} after {then}");
        }
        assert_eq!(change(Locale::En, 1, 3), "−66.7%");
        assert_eq!(share(Locale::Vi, 2, 3), "66,7%");
    }
}
