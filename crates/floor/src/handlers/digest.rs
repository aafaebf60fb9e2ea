//! The daily mail of alerts.

use alerts::digest::{self, Letter};
use chrono::NaiveDate;
use database::outbox::Message;
use kernel::{AccountId, Ctx, Locale};
use worker::{BoxError, Mail, Mailer};

use super::Means;
use crate::mails;

/// Sends a claimed digest. Only to an address that was shown to be the account's.
pub async fn send(means: Means, event: Message) -> Result<(), BoxError> {
    let day: NaiveDate = serde_json::from_value(event.payload["day"].clone())?;
    let id = AccountId(event.subject);
    let Some(account) = accounts::find_account(means.db.read(), id).await? else { return Ok(()) };
    let Some(email) = account.email.as_deref().filter(|_| account.email_verified_at.is_some() && !account.locked())
    else {
        return Ok(());
    };
    let txn = means.db.begin().await?;
    let letter = digest::take(&txn, &Ctx::system(means.clock.now()), id, day).await?;
    txn.commit().await?;
    let Some(letter) = letter else { return Ok(()) };
    let mail = compose(&means.mailer, email, &account.display_name, account.locale, &letter);
    if let Err(error) = means.mailer.send(&mail).await {
        let txn = means.db.begin().await?;
        digest::give_back(&txn, id, day).await?;
        txn.commit().await?;
        return Err(error.into());
    }
    Ok(())
}

fn compose(mailer: &Mailer, to: &str, name: &str, l: Locale, letter: &Letter) -> Mail {
    let link = |path: &str| mailer.link(&format!("{}{path}", l.prefix()));
    let count = letter.alerts.len() + letter.more;
    let subject = match (l, count) {
        (Locale::Vi, _) => format!("{count} thông báo mới trên Sàn Hà Tĩnh"),
        (Locale::En, 1) => "1 new alert on the Hà Tĩnh floor".to_owned(),
        (Locale::En, _) => format!("{count} new alerts on the Hà Tĩnh floor"),
    };
    let mut lines: Vec<String> = letter
        .alerts
        .iter()
        .map(|one| format!("- {}\n  {}", one.kind.sentence(l, &one.title), link(&one.path)))
        .collect();
    if letter.more > 0 {
        let more = letter.more;
        lines.push(if l.is_vi() {
            format!("… và {more} thông báo nữa")
        } else {
            format!("… and {more} more")
        });
    }
    let all = format!("{}\n{}", l.t("Xem tất cả thông báo:", "All your alerts:"), link("/thong-bao"));
    let off = link(&format!("/bo-theo-doi/{}", letter.token));
    let end =
        format!("{}\n{off}", l.t("Không muốn nhận thư này hằng ngày nữa? Mở:", "No more of these daily mails? Open:"));
    let intro = l.t("Đây là những thông báo bạn chưa đọc trên Sàn:", "These are your unread alerts on the floor:");
    let mail = mails::letter(to, l, name, &subject, &[intro, &lines.join("\n"), &all, &end], None);
    Mail { unsubscribe: Some(off), ..mail }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use alerts::{Kind, Line};
    use kernel::Clock;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_digest_lists_what_is_new_and_how_to_turn_it_off() {
        let at = "2026-11-28T00:00:00Z".parse().unwrap();
        let mailer = Mailer::files("x", "San <san@example.vn>", "https://san.example.vn", Clock::Fixed(at)).unwrap();
        let line = Line {
            id: Uuid::nil(),
            kind: Kind::SellOpened,
            subject: Uuid::nil(),
            other: Uuid::nil(),
            title: "Cam Khe Mây".into(),
            path: "/chao-ban/1".into(),
            created_at: at,
            is_seen: false,
        };
        let letter = Letter { alerts: vec![line], more: 2, token: "abc".into() };
        let mail = compose(&mailer, "an@example.vn", "An", Locale::Vi, &letter);
        assert_eq!(mail.subject, "3 thông báo mới trên Sàn Hà Tĩnh");
        assert_eq!(mail.unsubscribe.as_deref(), Some("https://san.example.vn/bo-theo-doi/abc"));
        for part in [
            "- Chào bán mới: “Cam Khe Mây”\n  https://san.example.vn/chao-ban/1",
            "và 2 thông báo nữa",
            "/bo-theo-doi/abc",
        ] {
            assert!(mail.text.contains(part), "{part} in {}", mail.text);
        }
        let mail = compose(&mailer, "an@example.vn", "An", Locale::En, &letter);
        assert!(mail.text.contains("https://san.example.vn/en/chao-ban/1"));
    }
}
