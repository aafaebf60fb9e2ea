//! A minimal HTTP/1.1 client on kept-alive connections, light enough not to be what is measured: no pipelining, no
//! compression asked for, bodies read and thrown away unless wanted.

use std::{io, net::SocketAddr};

use tokio::net::TcpStream;

/// What browsers call themselves: visits without a name, or by tools, are not counted by the floor.
const USER_AGENT: &str = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36";
const BUFFER: usize = 64 * 1024;

/// The bytes of a GET.
pub fn get(address: SocketAddr, path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: {USER_AGENT}\r\nAccept: */*\r\n\r\n").into_bytes()
}

/// The bytes of a form sent from a page of the floor.
pub fn post(address: SocketAddr, path: &str, cookie: &str, form: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: {USER_AGENT}\r\nOrigin: http://{address}\r\n\
         Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    )
    .into_bytes()
}

/// What stands before the body.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub status: u16,
    body: Body,
    close: bool,
    /// Only when the answer is kept.
    pub location: String,
    pub cookies: Vec<String>,
    pub date: String,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Body {
    #[default]
    None,
    Length(usize),
    Chunked,
}

/// One connection, kept alive.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// What of the buffer is read from the network and not yet used.
    unread: std::ops::Range<usize>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; BUFFER], unread: 0..0 })
    }

    /// Sends, reads the whole answer and throws the body away. Gives the status, and whether the server closes now.
    pub async fn exchange(&mut self, request: &[u8]) -> io::Result<(u16, bool)> {
        self.send(request).await?;
        let head = self.head(false).await?;
        self.body(&head, None).await?;
        Ok((head.status, head.close))
    }

    /// Sends and reads the whole answer, with its body.
    pub async fn fetch(&mut self, request: &[u8]) -> io::Result<(Head, Vec<u8>)> {
        self.send(request).await?;
        let head = self.head(true).await?;
        let mut body = Vec::new();
        self.body(&head, Some(&mut body)).await?;
        Ok((head, body))
    }

    async fn send(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.stream.try_write(bytes) {
                Ok(sent) => bytes = &bytes[sent..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.stream.writable().await?,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Reads more behind what is unread.
    async fn fill(&mut self) -> io::Result<()> {
        if self.unread.is_empty() {
            self.unread = 0..0;
        } else if self.unread.end == self.buffer.len() {
            self.buffer.copy_within(self.unread.clone(), 0);
            self.unread = 0..self.unread.len();
        }
        if self.unread.end == self.buffer.len() {
            return Err(bad("a line or a head longer than the buffer"));
        }
        loop {
            match self.stream.try_read(&mut self.buffer[self.unread.end..]) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(more) => {
                    self.unread.end += more;
                    return Ok(());
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.stream.readable().await?,
                Err(error) => return Err(error),
            }
        }
    }

    /// Reads until `end` stands in the buffer and takes everything up to behind it.
    async fn until(&mut self, end: &[u8]) -> io::Result<std::ops::Range<usize>> {
        loop {
            let found = self.buffer[self.unread.clone()].windows(end.len()).position(|bytes| bytes == end);
            if let Some(found) = found {
                let taken = self.unread.start..self.unread.start + found + end.len();
                self.unread.start = taken.end;
                return Ok(taken);
            }
            self.fill().await?;
        }
    }

    async fn head(&mut self, keep: bool) -> io::Result<Head> {
        let taken = self.until(b"\r\n\r\n").await?;
        read_head(&self.buffer[taken], keep)
    }

    async fn body(&mut self, head: &Head, mut into: Option<&mut Vec<u8>>) -> io::Result<()> {
        match head.body {
            Body::None => Ok(()),
            Body::Length(length) => self.take(length, &mut into).await,
            Body::Chunked => loop {
                let line = self.until(b"\r\n").await?;
                let size = std::str::from_utf8(&self.buffer[line]).map_err(|_| bad("the size of a chunk"))?;
                let size = size.trim_end().split(';').next().unwrap_or_default();
                let size = usize::from_str_radix(size, 16).map_err(|_| bad("the size of a chunk"))?;
                self.take(size, &mut into).await?;
                // The end of the chunk; behind the last one stands an empty line (we ask for no trailers).
                self.until(b"\r\n").await?;
                if size == 0 {
                    return Ok(());
                }
            },
        }
    }

    async fn take(&mut self, mut length: usize, into: &mut Option<&mut Vec<u8>>) -> io::Result<()> {
        while length > 0 {
            if self.unread.is_empty() {
                self.fill().await?;
            }
            let part = length.min(self.unread.len());
            if let Some(into) = into {
                into.extend_from_slice(&self.buffer[self.unread.start..self.unread.start + part]);
            }
            self.unread.start += part;
            length -= part;
        }
        Ok(())
    }
}

fn read_head(bytes: &[u8], keep: bool) -> io::Result<Head> {
    let text = std::str::from_utf8(bytes).map_err(|_| bad("a head that is no text"))?;
    let mut lines = text.split("\r\n");
    let status = lines.next().and_then(|line| line.strip_prefix("HTTP/1.1 ")).and_then(|line| line.get(..3));
    let status = status.and_then(|status| status.parse().ok()).ok_or_else(|| bad("a status line"))?;
    let mut head = Head { status, ..Head::default() };
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let value = value.trim();
        if name.eq_ignore_ascii_case("content-length") {
            head.body = Body::Length(value.parse().map_err(|_| bad("content-length"))?);
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            head.body = Body::Chunked;
        } else if name.eq_ignore_ascii_case("connection") {
            head.close = value.eq_ignore_ascii_case("close");
        } else if keep && name.eq_ignore_ascii_case("location") {
            value.clone_into(&mut head.location);
        } else if keep && name.eq_ignore_ascii_case("date") {
            value.clone_into(&mut head.date);
        } else if keep && name.eq_ignore_ascii_case("set-cookie") {
            head.cookies.push(value.split(';').next().unwrap_or_default().to_owned());
        }
    }
    Ok(head)
}

fn bad(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the answer is not right: {what}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use tokio::net::TcpListener;

    /// A server that answers every request on one connection with these pieces, a moment apart.
    async fn canned(pieces: &'static [&'static str]) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            loop {
                stream.readable().await.unwrap();
                match stream.try_read(&mut request) {
                    Ok(0) => return,
                    Ok(_) => {}
                    Err(_) => continue,
                }
                for piece in pieces {
                    stream.writable().await.unwrap();
                    assert_eq!(stream.try_write(piece.as_bytes()).unwrap(), piece.len());
                    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                }
            }
        });
        address
    }

    async fn fetch_twice(pieces: &'static [&'static str]) -> (Head, String) {
        let address = canned(pieces).await;
        let mut connection = Connection::open(address).await.unwrap();
        let request = get(address, "/");
        assert_eq!(connection.exchange(&request).await.unwrap().0, 200);
        let (head, body) = connection.fetch(&request).await.unwrap();
        assert!(connection.unread.is_empty(), "something is left over");
        (head, String::from_utf8(body).unwrap())
    }

    #[tokio::test]
    async fn a_body_with_its_length_is_read_whole_in_any_pieces() {
        let (head, body) = fetch_twice(&["HTTP/1.1 200 OK\r\nCONTENT-length: 11\r", "\n\r\nhel", "lo world"]).await;
        assert_eq!((head.status, body.as_str()), (200, "hello world"));
    }

    #[tokio::test]
    async fn a_chunked_body_is_put_together() {
        let (_, body) = fetch_twice(&[
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
            "lo\r",
            "\n6;x=y\r\n world\r\n0\r\n",
            "\r\n",
        ])
        .await;
        assert_eq!(body, "hello world");
    }

    #[tokio::test]
    async fn a_body_longer_than_the_buffer_is_read_whole() {
        let address = {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let long = axum::Router::new().route("/", axum::routing::get(|| async { "x".repeat(5 * BUFFER + 7) }));
            tokio::spawn(async move { axum::serve(listener, long).await });
            address
        };
        let mut connection = Connection::open(address).await.unwrap();
        let (_, body) = connection.fetch(&get(address, "/")).await.unwrap();
        assert_eq!(body.len(), 5 * BUFFER + 7);
        assert_eq!(connection.exchange(&get(address, "/missing")).await.unwrap(), (404, false));
    }

    #[test]
    fn cookies_and_the_way_on_are_read() {
        let text = "HTTP/1.1 303 See Other\r\nLocation: /a\r\nSet-Cookie: floor=x; Path=/\r\nConnection: close\r\n\r\n";
        let head = read_head(text.as_bytes(), true).unwrap();
        assert_eq!((head.status, head.location.as_str(), head.close), (303, "/a", true));
        assert_eq!(head.cookies, ["floor=x"]);
        assert_eq!(head.body, Body::None);
    }

    #[test]
    fn what_is_no_http_is_an_error() {
        assert!(read_head(b"SSH-2.0-x\r\n\r\n", false).is_err());
        assert!(read_head(b"HTTP/1.1 2\r\n\r\n", false).is_err());
    }
}
