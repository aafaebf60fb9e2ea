use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::Path,
    thread,
};

use chrono::TimeDelta;
use data_encoding::BASE64;
use kernel::Clock;
use tempfile::TempDir;
use worker::{Mail, MailError, Mailer};

use super::support::noon;

const FROM: &str = "Sàn thương mại điện tử Hà Tĩnh <san@example.vn>";

fn mail() -> Mail {
    Mail {
        to: "Người bán <ban@example.vn>".to_owned(),
        subject: "Sản phẩm “Cam Khe Mây” của ông/bà đã được duyệt, mời xem trên gian hàng".to_owned(),
        text: "Kính gửi ông/bà,\n\nMời bấm: https://san.example.vn/xac-nhan?ma=a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1d2e3f4&m=%C3%A9\n"
            .to_owned(),
        html: None,
        unsubscribe: None,
    }
}

fn mailer(folder: &TempDir, clock: Clock) -> Mailer {
    Mailer::files(folder.path().join("mail"), FROM, "https://san.example.vn/", clock).unwrap()
}

fn files(folder: &TempDir) -> Vec<(String, String)> {
    let mut names: Vec<_> = std::fs::read_dir(folder.path().join("mail"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let read = |name: String| {
        let text = std::fs::read_to_string(Path::new(folder.path()).join("mail").join(&name)).unwrap();
        (name, text)
    };
    names.into_iter().map(read).collect()
}

/// A header's text: lines unfolded, encoded words (RFC 2047, base64) decoded.
fn header(mail: &str, name: &str) -> String {
    let head = mail.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
    let line = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).expect("the header is there");
    let mut bytes = Vec::new();
    let mut after_encoded = false;
    for (n, word) in line.split(' ').enumerate() {
        let encoded = word.strip_prefix("=?utf-8?b?").and_then(|rest| rest.strip_suffix("?="));
        // blanks between two encoded words belong to neither
        if n > 0 && !(after_encoded && encoded.is_some()) {
            bytes.push(b' ');
        }
        match encoded {
            Some(code) => bytes.extend(BASE64.decode(code.as_bytes()).unwrap()),
            None => bytes.extend(word.as_bytes()),
        }
        after_encoded = encoded.is_some();
    }
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn file_has_the_right_headers_and_readable_text() {
    let folder = TempDir::new().unwrap();
    mailer(&folder, Clock::Fixed(noon())).send(&mail()).await.unwrap();
    let [(name, text)] = files(&folder).try_into().unwrap();
    assert!(name.starts_with("20261120T050000.000000Z-") && name.ends_with(".eml"), "{name}");
    assert!(text.split("\r\n\r\n").next().unwrap().is_ascii(), "headers are ASCII:\n{text}");
    assert_eq!(header(&text, "Subject"), mail().subject);
    assert_eq!(header(&text, "From").replace('"', ""), FROM);
    assert_eq!(header(&text, "To").replace('"', ""), mail().to);
    assert_eq!(header(&text, "Date"), "Fri, 20 Nov 2026 05:00:00 +0000");
    assert_eq!(header(&text, "Auto-Submitted"), "auto-generated");
    assert!(header(&text, "Message-ID").ends_with("@example.vn>"));
    assert_eq!(header(&text, "Content-Type"), "text/plain; charset=utf-8");
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    assert_eq!(body.replace("\r\n", "\n"), mail().text);
}

#[tokio::test]
async fn files_sort_by_time() {
    let folder = TempDir::new().unwrap();
    for seconds in [2, 0, 1] {
        let clock = Clock::Fixed(noon() + TimeDelta::seconds(seconds));
        mailer(&folder, clock).send(&Mail { subject: format!("{seconds}"), ..mail() }).await.unwrap();
    }
    let subjects: Vec<_> = files(&folder).iter().map(|(_, text)| header(text, "Subject")).collect();
    assert_eq!(subjects, ["0", "1", "2"]);
}

#[tokio::test]
async fn html_comes_beside_the_text() {
    let folder = TempDir::new().unwrap();
    let html = Some("<p>Kính gửi <b>ông/bà</b></p>".to_owned());
    mailer(&folder, Clock::Fixed(noon())).send(&Mail { html, ..mail() }).await.unwrap();
    let [(_, text)] = files(&folder).try_into().unwrap();
    assert!(header(&text, "Content-Type").starts_with("multipart/alternative"));
    let (plain, html) = (text.find("Kính gửi ông/bà,").unwrap(), text.find("<p>Kính gửi <b>ông/bà</b></p>").unwrap());
    assert!(plain < html, "the plainest stands first");
}

#[tokio::test]
async fn subject_cannot_bring_headers_of_its_own() {
    let folder = TempDir::new().unwrap();
    let subject = "Chào\r\nBcc: everybody@example.vn\u{0}".to_owned();
    mailer(&folder, Clock::Fixed(noon())).send(&Mail { subject, ..mail() }).await.unwrap();
    let [(_, text)] = files(&folder).try_into().unwrap();
    assert_eq!(header(&text, "Subject"), "Chào Bcc: everybody@example.vn");
    assert!(!text.lines().any(|line| line.starts_with("Bcc:")));
}

#[tokio::test]
async fn wrong_address_is_an_error_and_leaves_no_file() {
    let folder = TempDir::new().unwrap();
    let mailer = mailer(&folder, Clock::Fixed(noon()));
    let result = mailer.send(&Mail { to: "not an address".to_owned(), ..mail() }).await;
    assert!(matches!(result, Err(MailError::Address(_))));
    assert!(!folder.path().join("mail").exists());
    assert_eq!(mailer.link("/en/dang-nhap"), "https://san.example.vn/en/dang-nhap");
}

#[tokio::test]
async fn mail_goes_out_over_smtp() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || take_one_mail(&listener));
    Mailer::smtp(&url, FROM, "https://san.example.vn", Clock::Fixed(noon())).unwrap().send(&mail()).await.unwrap();
    let (commands, text) = server.join().unwrap();
    assert!(commands.iter().any(|line| line.starts_with("MAIL FROM:<san@example.vn>")), "{commands:?}");
    assert!(commands.iter().any(|line| line.starts_with("RCPT TO:<ban@example.vn>")), "{commands:?}");
    assert_eq!(header(&text, "Subject"), mail().subject);
    assert!(text.is_ascii(), "a server without 8BITMIME takes it:\n{text}");
}

#[tokio::test]
async fn refused_mail_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    drop(listener);
    let mailer = Mailer::smtp(&url, FROM, "https://san.example.vn", Clock::Fixed(noon())).unwrap();
    assert!(matches!(mailer.send(&mail()).await, Err(MailError::Smtp(_))));
}

/// A mail server's part of one conversation: the commands it heard, and the mail.
fn take_one_mail(listener: &TcpListener) -> (Vec<String>, String) {
    let (stream, _) = listener.accept().unwrap();
    let (mut answer, mut lines) = (stream.try_clone().unwrap(), BufReader::new(stream).lines());
    let (mut commands, mut text) = (Vec::new(), String::new());
    answer.write_all(b"220 test\r\n").unwrap();
    while let Some(Ok(line)) = lines.next() {
        let reply = if line == "DATA" {
            answer.write_all(b"354 go on\r\n").unwrap();
            for line in lines.by_ref().map(Result::unwrap).take_while(|line| line != ".") {
                text.push_str(&line);
                text.push_str("\r\n");
            }
            answer.write_all(b"250 taken\r\n").unwrap();
            commands.push(line);
            break;
        } else {
            "250 fine\r\n"
        };
        commands.push(line);
        answer.write_all(reply.as_bytes()).unwrap();
    }
    (commands, text)
}
