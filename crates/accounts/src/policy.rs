//! Which passwords are good enough: long, not among the ones that everybody tries first, not one's own name here.

use kernel::{FieldErrors, Fields, Problem, text};

use crate::Identifier;

/// In characters.
pub const MIN_PASSWORD: usize = 10;
pub const MAX_PASSWORD: usize = 200;

/// What is wrong with a new password, if anything. `owner` is what its owner logs in with.
#[must_use]
pub fn check_password(plain: &str, owner: &[Identifier]) -> Option<Problem> {
    let plain = text::clean(plain);
    let length = plain.chars().count();
    if plain.is_empty() {
        return Some(Problem::Required);
    }
    if length < MIN_PASSWORD {
        return Some(Problem::TooShort(MIN_PASSWORD));
    }
    if length > MAX_PASSWORD {
        return Some(Problem::TooLong(MAX_PASSWORD));
    }
    (is_common(&plain) || owner.iter().any(|identifier| is_identifier(&plain, identifier)))
        .then_some(Problem::WeakPassword)
}

/// The field `password` of a form that sets a new one.
pub fn parse_new_password(fields: &Fields, owner: &[Identifier]) -> Result<String, FieldErrors> {
    let plain = fields.get("password");
    check_password(plain, owner)
        .map_or_else(|| Ok(plain.to_owned()), |problem| Err(FieldErrors::one("password", problem)))
}

fn is_identifier(plain: &str, identifier: &Identifier) -> bool {
    match identifier {
        Identifier::Email(email) => {
            let local = email.split('@').next().unwrap_or_default();
            plain.eq_ignore_ascii_case(email) || plain.eq_ignore_ascii_case(local)
        }
        Identifier::Phone(_) => Identifier::parse(plain).as_ref() == Ok(identifier),
    }
}

/// Words that begin most leaked passwords, the Vietnamese ones first; what follows them is digits and signs.
const COMMON: &[&str] = &[
    "matkhau",
    "anhyeuem",
    "emyeuanh",
    "yeuem",
    "yeuanh",
    "anhyeu",
    "emyeu",
    "iloveyou",
    "toiyeuvietnam",
    "vietnam",
    "vietnamvodich",
    "hatinh",
    "hatinhquetoi",
    "nghean",
    "hanoi",
    "saigon",
    "khongbiet",
    "khongcho",
    "khongnho",
    "toilaai",
    "conmeno",
    "chobaby",
    "giadinh",
    "congaiyeu",
    "nguyen",
    "nguyenvan",
    "mothaiba",
    "mothaibabonnam",
    "sanphamdiaphuong",
    "santhuongmai",
    "camkhemay",
    "buoiphuctrach",
    "taikhoan",
    "dangnhap",
    "xinchao",
    "maiyeuem",
    "password",
    "passwort",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "pa55word",
    "mypassword",
    "changeme",
    "letmein",
    "welcome",
    "admin",
    "administrator",
    "root",
    "guest",
    "user",
    "test",
    "login",
    "master",
    "monkey",
    "dragon",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "batman",
    "trustno",
    "whatever",
    "starwars",
    "qwerty",
    "qwertyuiop",
    "qwertyuiopasdfghjkl",
    "asdfghjkl",
    "asdfgh",
    "zxcvbnm",
    "qazwsx",
    "qazwsxedc",
    "abc",
    "abcd",
    "abcdef",
    "abcdefgh",
    "abcdefghij",
    "abcdefghijk",
    "a",
    "aa",
    "aaa",
    "q1w2e3r4t5",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "zaq12wsx",
    "qwer1234",
    "asdf1234",
    "abcd1234",
];

fn is_common(plain: &str) -> bool {
    let lower = text::unmark(plain).to_lowercase();
    let letters: String = lower.chars().filter(|c| !c.is_whitespace()).collect();
    let is_tail = |c: char| !c.is_alphabetic();
    let bare = letters.trim_end_matches(is_tail).trim_start_matches(is_tail);
    COMMON.contains(&letters.as_str()) || COMMON.contains(&bare) || bare.is_empty() || is_monotonous(&letters)
}

/// Fewer than five different characters, one after the other in the alphabet, or a short word again and again.
fn is_monotonous(plain: &str) -> bool {
    const LONGEST_REPEATED: usize = 6;
    let chars: Vec<char> = plain.chars().collect();
    let mut different = chars.clone();
    different.sort_unstable();
    different.dedup();
    let steps = |by: i64| {
        chars.windows(2).filter(|two| i64::from(u32::from(two[1])) - i64::from(u32::from(two[0])) == by).count()
    };
    let runs = steps(1).max(steps(-1));
    let repeats =
        (1..=LONGEST_REPEATED).any(|period| chars.iter().skip(period).eq(&chars[..chars.len().saturating_sub(period)]));
    different.len() < 5 || runs * 4 >= chars.len() * 3 || repeats
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_passwords_everybody_tries_are_weak() {
        for plain in [
            "matkhau123",
            "MatKhau2026!",
            "Mật khẩu 123",
            "anhyeuem123",
            "anhyeuem!!!!",
            "password123",
            "P@ssw0rd123",
            "1234567890",
            "qwertyuiop",
            "aaaaaaaaaa",
            "abcdefghijkl",
            "0987654321",
            "hatinh2026",
            "1q2w3e4r5t",
            "19051990190",
            "khemaykhemay",
            "!!!!!!!!!!",
        ] {
            assert_eq!(check_password(plain, &[]), Some(Problem::WeakPassword), "{plain}");
        }
    }

    #[test]
    fn long_plain_sentences_are_good() {
        for plain in ["vườn cam nhà tôi", "thuyền về bến trưa", "T7#kfPq02mZx", "correct horse battery"] {
            assert_eq!(check_password(plain, &[]), None, "{plain}");
        }
        assert_eq!(check_password("ngắn quá", &[]), Some(Problem::TooShort(10)));
        assert_eq!(check_password(&"dài ".repeat(60), &[]), Some(Problem::TooLong(200)));
        assert_eq!(check_password("", &[]), Some(Problem::Required));
    }

    #[test]
    fn one_s_own_address_or_number_is_weak() {
        let email = [Identifier::Email("vuon.cam.huongson@example.vn".into())];
        assert_eq!(check_password("Vuon.Cam.HuongSon@example.vn", &email), Some(Problem::WeakPassword));
        assert_eq!(check_password("vuon.cam.huongson", &email), Some(Problem::WeakPassword));
        let phone = [Identifier::Phone("+84912345678".into())];
        assert_eq!(check_password("0912.345.678", &phone), Some(Problem::WeakPassword));
        assert_eq!(check_password("+84912345678", &phone), Some(Problem::WeakPassword));
    }
}
