//! The paragraph that people read, written from the figures.

use documents::Cell;
use kernel::{Locale, Money, date, locale::number};

use crate::{Measure, Value, tables::Input, tables::change};

/// Every figure of the floor in a few sentences. `most` are the names of the most viewed commodities.
#[must_use]
pub fn summary(input: &Input<'_>, most: &[String]) -> Vec<String> {
    let l = input.l;
    [standing(input), using(input), most_viewed(l, most), trade(input)]
        .into_iter()
        .filter(|one| !one.is_empty())
        .collect()
}

/// A figure in words, or that it is not recorded.
fn said(l: Locale, value: Value, vi: &str, en: &str) -> String {
    match value.known() {
        Some(n) => format!("{} {}", number(l, n), l.t(vi, en)),
        None => format!("{} ({})", l.t(vi, en), Cell::Missing.format(l)),
    }
}

/// `, tăng 12,5% so với kỳ trước`; nothing where there is nothing to compare with.
fn compared(input: &Input<'_>, measure: Measure) -> String {
    let l = input.l;
    let now = input.figures.value(measure);
    let part = |before: Value, name: &str| {
        let change = change(now, before)?;
        let by = Cell::PerMille(change.abs()).format(l);
        Some(match (change, l) {
            (0, Locale::Vi) => format!("bằng {name}"),
            (0, Locale::En) => format!("the same as {name}"),
            (1.., Locale::Vi) => format!("tăng {by} so với {name}"),
            (1.., Locale::En) => format!("up {by} on {name}"),
            (_, Locale::Vi) => format!("giảm {by} so với {name}"),
            (_, Locale::En) => format!("down {by} on {name}"),
        })
    };
    let parts: Vec<String> = [input.before, input.earlier]
        .into_iter()
        .enumerate()
        .filter(|(at, one)| *at == 0 || one.period != input.before.period)
        .filter_map(|(_, one)| part(one.value(measure), &one.period.name(l)))
        .collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}

fn standing(input: &Input<'_>) -> String {
    let (l, figures) = (input.l, input.figures);
    let of = |measure: Measure| figures.value(measure);
    let end = match figures.versions.last() {
        Some(last) if last.is_closed() && last.month == figures.period.last() => date::day(l, last.month.last()),
        Some(last) => date::moment(l, last.taken_at),
        None => return l.t("Kỳ này chưa có số liệu.", "There are no figures of this period yet.").to_owned(),
    };
    let members = said(l, of(Measure::Members), "thành viên", "members");
    let stalls = said(l, of(Measure::Stalls), "gian hàng", "stalls");
    let more = compared(input, Measure::Members);
    let (offered, products) = (of(Measure::ProductsOffered), of(Measure::Products));
    let goods = match (offered.known(), products.known()) {
        (Some(offered), Some(products)) => {
            let (offered, products) = (number(l, offered), number(l, products));
            match l {
                Locale::Vi => format!("duy trì tin chào bán cho {offered} trong tổng số {products} sản phẩm"),
                Locale::En => format!("live offers to sell for {offered} of {products} products"),
            }
        }
        _ => said(l, products, "sản phẩm", "products"),
    };
    let buy = said(l, of(Measure::OffersBuy), "tin chào mua", "offers to buy");
    match l {
        Locale::Vi => format!("Tính đến {end}, Sàn có {members}{more} và {stalls}; {goods}, cùng {buy} còn hiệu lực."),
        Locale::En => format!("As of {end} the floor has {members}{more} and {stalls}, with {goods} and {buy}."),
    }
}

fn using(input: &Input<'_>) -> String {
    let (l, figures) = (input.l, input.figures);
    if figures.versions.is_empty() {
        return String::new();
    }
    let (mut known, mut missing) = (Vec::new(), Vec::new());
    for (measure, name) in [
        (Measure::Logins, l.t("lượt đăng nhập của thành viên", "member logins")),
        (Measure::Visits, l.t("lượt truy cập", "visits")),
        (Measure::Pages, l.t("lượt mở trang", "page views")),
    ] {
        match figures.value(measure).known() {
            Some(n) if measure == Measure::Pages => known.push(format!("{} {name}", number(l, n))),
            Some(n) => known.push(format!("{} {name}{}", number(l, n), compared(input, measure))),
            None => missing.push(name),
        }
    }
    let saw = match (known.is_empty(), l) {
        (true, _) => String::new(),
        (false, Locale::Vi) => format!("Trong kỳ có {}. ", known.join("; ")),
        (false, Locale::En) => format!("The period saw {}. ", known.join("; ")),
    };
    let not = match (missing.is_empty(), l) {
        (true, _) => String::new(),
        (false, Locale::Vi) => format!("Chưa thống kê: {}.", missing.join(", ")),
        (false, Locale::En) => format!("Not recorded yet: {}.", missing.join(", ")),
    };
    format!("{saw}{not}").trim_end().to_owned()
}

fn most_viewed(l: Locale, most: &[String]) -> String {
    let Some((last, first)) = most.split_last() else { return String::new() };
    let all =
        if first.is_empty() { last.clone() } else { format!("{} {} {last}", first.join(", "), l.t("và", "and")) };
    match l {
        Locale::Vi => format!("Các sản phẩm được xem nhiều nhất là {all}."),
        Locale::En => format!("Most viewed were {all}."),
    }
}

fn trade(input: &Input<'_>) -> String {
    let (l, figures) = (input.l, input.figures);
    let (Some(deals), Some(value)) = (figures.value(Measure::Deals).known(), figures.value(Measure::DealValue).known())
    else {
        return String::new();
    };
    if deals == 0 {
        return l
            .t(
                "Trong kỳ chưa có thoả thuận mua bán nào đạt được qua Sàn.",
                "No deal was made through the floor in this period.",
            )
            .to_owned();
    }
    let more = compared(input, Measure::DealValue);
    let (deals, value) = (number(l, deals), Money(value).format(l));
    match l {
        Locale::Vi => format!("Thành viên đã đạt được {deals} thoả thuận mua bán qua Sàn, tổng giá trị {value}{more}."),
        Locale::En => format!("Members agreed on {deals} deals through the floor, worth {value}{more}."),
    }
}
