//! The head of the first page, and recipients and signature at the end (Decree 30/2020, Annex I).

use kernel::text::nfc;

use super::{
    LEFT, RIGHT, WIDTH,
    flow::{Align, BODY, Flow, LEADING},
    lines::broken,
};
use crate::{Document, face::Style};

const SMALL: f32 = 12.5;
const LIST: f32 = 11.0;

pub fn head(flow: &mut Flow<'_>, document: &Document) {
    let letterhead = &document.letterhead;
    let left = (LEFT - 14.0, LEFT + WIDTH * 0.43);
    let right = (LEFT + WIDTH * 0.44, RIGHT + 6.0);
    let top = flow.y;

    let mut y = top;
    if !letterhead.superior.is_empty() {
        y = flow.centred(&nfc(&letterhead.superior).to_uppercase(), (Style::Regular, SMALL), left, y);
    }
    y = flow.centred(&nfc(&letterhead.agency).to_uppercase(), (Style::Bold, SMALL), left, y);
    flow.rule(left, (left.1 - left.0) * 0.36, y + 1.5);

    let [nation, motto] = document.nation();
    let under = flow.centred(nation, (Style::Bold, SMALL), right, top);
    let end = flow.centred(motto, (Style::Bold, BODY), right, under);
    let width = flow.faces.width(Style::Bold, BODY, motto);
    flow.rule(right, width, end + 1.5);

    // Number and date stand on one line, under the longer of both heads.
    let y = y.max(end) + 8.0;
    let number = flow.centred(&nfc(&letterhead.number), (Style::Regular, BODY), left, y);
    let date = flow.centred(&nfc(&letterhead.place_and_date), (Style::Italic, BODY), right, y);

    let all = (LEFT, RIGHT);
    let y = flow.centred(&nfc(&document.kind).to_uppercase(), (Style::Bold, 14.0), all, number.max(date) + 14.0);
    let y = flow.centred(&nfc(&document.subject), (Style::Bold, 14.0), (LEFT + 20.0, RIGHT - 20.0), y);
    flow.rule(all, WIDTH * 0.22, y + 2.0);
    flow.y = y + 12.0;
    if !document.remark.is_empty() {
        flow.y = flow.centred(&nfc(&document.remark), (Style::Italic, SMALL), all, flow.y) + 6.0;
    }
}

pub fn signature(flow: &mut Flow<'_>, document: &Document) {
    let lines = document.recipient_lines();
    #[allow(clippy::cast_precision_loss, reason = "a handful of lines")]
    let height = (lines.len() as f32 + 2.0) * LIST * LEADING;
    flow.room(height.max(120.0) + 12.0);
    flow.y += 12.0;
    let middle = LEFT + WIDTH * 0.5;

    let mut y = flow.y;
    flow.line(document.recipients_title(), (Style::BoldItalic, 12.0), (LEFT, middle), Align::Left, y);
    y += 12.0 * LEADING;
    for line in &lines {
        for part in broken(flow.faces, Style::Regular, LIST, &nfc(line), middle - LEFT - 10.0, 0.0) {
            flow.line(&part, (Style::Regular, LIST), (LEFT, middle), Align::Left, y);
            y += LIST * LEADING;
        }
    }

    let mut sign = flow.y;
    for line in &document.signature.office {
        sign = flow.centred(&nfc(line).to_uppercase(), (Style::Bold, BODY), (middle, RIGHT), sign);
    }
    // Room for the signature and the seal.
    let name = sign + 62.0;
    let end = flow.centred(&nfc(&document.signature.name), (Style::Bold, BODY), (middle, RIGHT), name);
    flow.y = y.max(end);
}
