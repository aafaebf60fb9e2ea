//! Addresses of stalls.

use kernel::Problem;
use members::stall::check_slug;

#[test]
fn an_address_is_plain_free_of_our_words_and_of_the_right_length() {
    let long = "a".repeat(61);
    let cases = [
        ("cam-khe-may", None),
        ("cam", None),
        ("htx-2-9", None),
        ("", Some(Problem::Required)),
        ("ab", Some(Problem::TooShort(3))),
        (long.as_str(), Some(Problem::TooLong(60))),
        ("Cam", Some(Problem::NotSlug)),
        ("cam khe", Some(Problem::NotSlug)),
        ("cam--khe", Some(Problem::NotSlug)),
        ("-cam", Some(Problem::NotSlug)),
        ("cam-", Some(Problem::NotSlug)),
        ("bưởi", Some(Problem::NotSlug)),
        ("../etc", Some(Problem::NotSlug)),
        ("en", Some(Problem::SlugReserved)),
        ("api", Some(Problem::SlugReserved)),
        ("dang-nhap", Some(Problem::SlugReserved)),
        ("quan-tri", Some(Problem::SlugReserved)),
    ];
    for (slug, problem) in cases {
        assert_eq!(check_slug(slug).err(), problem, "{slug}");
    }
}
