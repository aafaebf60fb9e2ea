//! What the floor writes to people, in their language.

use kernel::Locale;
use worker::{Mail, Mailer};

/// A letter: greeting, paragraphs, a link where there is one, and who wrote it.
pub(crate) fn letter(to: &str, l: Locale, name: &str, subject: &str, paragraphs: &[&str], link: Option<&str>) -> Mail {
    let greeting = match (l, name) {
        (Locale::Vi, "") => "Xin chào,".to_owned(),
        (Locale::Vi, name) => format!("Xin chào {name},"),
        (Locale::En, "") => "Hello,".to_owned(),
        (Locale::En, name) => format!("Dear {name},"),
    };
    let mut parts = vec![greeting];
    parts.extend(paragraphs.iter().filter(|text| !text.is_empty()).map(|text| (*text).to_owned()));
    parts.extend(link.map(ToOwned::to_owned));
    parts.push(
        l.t(
            "Trân trọng,\nSàn giao dịch thương mại điện tử tỉnh Hà Tĩnh",
            "Kind regards,\nThe e-commerce trading floor of Hà Tĩnh province",
        )
        .to_owned(),
    );
    Mail { to: to.to_owned(), subject: subject.to_owned(), text: parts.join("\n\n"), html: None, unsubscribe: None }
}

#[must_use]
pub fn verify(mailer: &Mailer, letter_to: &accounts::Letter) -> Mail {
    let l = letter_to.locale;
    let link = mailer.link(&format!("{}/xac-minh/{}", l.prefix(), letter_to.token.expose()));
    letter(
        &letter_to.email,
        l,
        &letter_to.display_name,
        l.t("Xác minh địa chỉ thư điện tử", "Verify your e-mail address"),
        &[l.t(
            "Hãy mở đường dẫn dưới đây để xác minh địa chỉ thư điện tử của bạn. Đường dẫn dùng được trong 48 giờ. \
             Nếu bạn không đăng ký, xin bỏ qua thư này.",
            "Please open the link below to verify your e-mail address. It works for 48 hours. If you did not register, \
             please ignore this mail.",
        )],
        Some(&link),
    )
}

#[must_use]
pub fn reset(mailer: &Mailer, letter_to: &accounts::Letter) -> Mail {
    let l = letter_to.locale;
    let link = mailer.link(&format!("{}/dat-lai-mat-khau/{}", l.prefix(), letter_to.token.expose()));
    letter(
        &letter_to.email,
        l,
        &letter_to.display_name,
        l.t("Đặt lại mật khẩu", "Reset your password"),
        &[l.t(
            "Có người đã yêu cầu đặt lại mật khẩu cho tài khoản này. Nếu là bạn, hãy mở đường dẫn dưới đây trong vòng \
             một giờ. Nếu không phải, xin bỏ qua thư này; mật khẩu cũ vẫn dùng được.",
            "Somebody asked to reset the password of this account. If it was you, please open the link below within an \
             hour. If not, ignore this mail; the old password still works.",
        )],
        Some(&link),
    )
}

#[must_use]
pub fn password_changed(to: &str, name: &str, l: Locale) -> Mail {
    letter(
        to,
        l,
        name,
        l.t("Mật khẩu đã được thay đổi", "Your password was changed"),
        &[l.t(
            "Mật khẩu của bạn vừa được thay đổi và mọi phiên đăng nhập cũ đã kết thúc. Nếu không phải bạn làm, hãy liên \
             hệ ban quản trị Sàn ngay.",
            "Your password has just been changed and every older session has ended. If it was not you, please contact \
             the floor's administrators at once.",
        )],
        None,
    )
}

/// What is told to a business about its application, stall or product.
pub struct News<'a> {
    pub what_vi: String,
    pub what_en: String,
    pub reason: &'a str,
    /// Path of the page where it stands.
    pub path: &'a str,
}

#[must_use]
pub fn news(mailer: &Mailer, to: &str, name: &str, l: Locale, news: &News<'_>) -> Mail {
    let what = l.t(&news.what_vi, &news.what_en).to_owned();
    let reason = match (news.reason, l) {
        ("", _) => String::new(),
        (reason, Locale::Vi) => format!("Lý do: {reason}"),
        (reason, Locale::En) => format!("Reason: {reason}"),
    };
    let link = mailer.link(&format!("{}{}", l.prefix(), news.path));
    letter(to, l, name, &what, &[&format!("{what}."), &reason], Some(&link))
}

/// A buyer's question, for the people of the stall.
#[must_use]
pub fn inquiry(mailer: &Mailer, to: &str, name: &str, l: Locale, asked: &members::Inquiry) -> Mail {
    let product = asked.product.as_ref().map_or("", |(_, name)| name.as_str());
    let about = match (product, l) {
        ("", Locale::Vi) => "về gian hàng của bạn".to_owned(),
        ("", Locale::En) => "about your stall".to_owned(),
        (product, Locale::Vi) => format!("về “{product}”"),
        (product, Locale::En) => format!("about “{product}”"),
    };
    let subject = if l.is_vi() { format!("Khách hỏi {about}") } else { format!("A buyer asks {about}") };
    let from = if l.is_vi() {
        format!("{} ({}) viết:", asked.name, asked.contact)
    } else {
        format!("{} ({}) writes:", asked.name, asked.contact)
    };
    let link = mailer.link(&format!("{}/kenh-ban-hang/tin-nhan/{}", l.prefix(), asked.id));
    letter(to, l, name, &subject, &[&from, &asked.body], Some(&link))
}
