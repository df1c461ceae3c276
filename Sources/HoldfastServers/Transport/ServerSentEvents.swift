// SPDX-License-Identifier: Apache-2.0

/// One event of a stream.
struct ServerSentEvent: Sendable, Hashable {
    /// The event's type; empty for an ordinary message.
    var name = ""
    /// Its data lines, with line breaks between them.
    var data = ""
}

/// Reads server-sent events (WHATWG HTML, section 9.2.6) from bytes that come in any pieces.
///
/// A pure value. Lines end with LF, CR or CRLF; comments, ids and retry times are passed over; an event that the stream's end cuts off is
/// never told.
struct ServerSentEvents: Sendable {
    private var line: [UInt8] = []
    /// A line that ended with CR may have its LF in the next piece.
    private var sawCarriageReturn = false
    private var isFirstLine = true
    private var event = ServerSentEvent()
    private var hasData = false

    /// Takes the next bytes.
    /// - Returns: the events that they complete.
    mutating func append(_ bytes: some Sequence<UInt8>) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            let follows = sawCarriageReturn
            sawCarriageReturn = false
            switch byte {
            case UInt8(ascii: "\n") where follows: continue
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                sawCarriageReturn = byte == UInt8(ascii: "\r")
                if let event = endLine() { events.append(event) }
            default: line.append(byte)
            }
        }
        return events
    }

    private mutating func endLine() -> ServerSentEvent? {
        var text = line[...]
        if isFirstLine, text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        isFirstLine = false
        defer { line.removeAll(keepingCapacity: true) }
        guard !text.isEmpty else {
            defer {
                event = ServerSentEvent()
                hasData = false
            }
            return hasData ? event : nil
        }
        let colon = text.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
        var value = text[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch String(decoding: text[..<colon], as: UTF8.self) {
        case "data":
            event.data += (hasData ? "\n" : "") + String(decoding: value, as: UTF8.self)
            hasData = true
        case "event": event.name = String(decoding: value, as: UTF8.self)
        default: break
        }
        return nil
    }
}
