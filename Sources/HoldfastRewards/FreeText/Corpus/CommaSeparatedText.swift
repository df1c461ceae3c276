// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Text in the CSV format of RFC 4180: fields parted by commas, records by line ends, quoted fields with anything inside.
public struct CommaSeparatedText: Hashable, Sendable {
    /// The first record.
    public let header: [String]
    /// The others; each has as many fields as the header.
    public let records: [[String]]

    /// Reads a text with a header. Empty lines between records are left out; a quote inside a quoted field is written twice.
    /// - Throws: `format` for a text without a record, a quote that never ends, and a record with more or fewer fields than the header.
    public init(_ text: String) throws {
        var records: [[String]] = []
        var fields: [String] = []
        var field: [UInt8] = []
        var isQuoted = false, wasQuoted = false
        let bytes = Array(text.utf8)
        let (quote, comma, feed, carriage) = (UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0

        func endField() {
            fields.append(String(decoding: field, as: UTF8.self))
            field.removeAll(keepingCapacity: true)
            wasQuoted = false
        }
        func endRecord() {
            if fields.isEmpty, field.isEmpty, !wasQuoted { return }
            endField()
            records.append(fields)
            fields.removeAll(keepingCapacity: true)
        }
        while index < bytes.count {
            let byte = bytes[index]
            if isQuoted {
                if byte != quote {
                    field.append(byte)
                } else if index + 1 < bytes.count, bytes[index + 1] == quote {
                    field.append(quote)
                    index += 1
                } else {
                    isQuoted = false
                }
            } else if byte == quote, field.isEmpty, !wasQuoted {
                isQuoted = true
                wasQuoted = true
            } else if byte == comma {
                endField()
            } else if byte == feed {
                endRecord()
            } else if byte != carriage || index + 1 < bytes.count && bytes[index + 1] != feed {
                field.append(byte)
            }
            index += 1
        }
        if isQuoted {
            throw HoldfastError(.format, "CSV: a quoted field that begins in record \(records.count + 1) never ends; close its quotation mark.")
        }
        endRecord()
        guard let header = records.first else { throw HoldfastError(.format, "CSV: the text has no record; the first one names the fields.") }
        for (number, record) in records.enumerated() where record.count != header.count {
            throw HoldfastError(
                .format,
                "CSV: record \(number + 1) has \(record.count) fields where the first has \(header.count); quote fields that hold commas or line ends."
            )
        }
        self.header = header
        self.records = Array(records.dropFirst())
    }

    /// Position of a field by its name in the header.
    /// - Throws: `format` where there is none.
    public func column(_ name: String) throws -> Int {
        guard let index = header.firstIndex(of: name) else {
            throw HoldfastError(.format, "CSV: no field '\(name)'; the fields are \(header.joined(separator: ", ")).")
        }
        return index
    }
}
