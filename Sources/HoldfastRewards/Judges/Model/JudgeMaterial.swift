// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The texts of a question as data for a model: one JSON object on one line.
///
/// Whatever the texts hold stays inside JSON strings. Everything in which a template, a tokenizer or a reader could see structure is written
/// as an escape: brackets and braces of all kinds, backticks, bars, controls, and characters that do not show. So no special token, role
/// marker, code fence or second object can stand in the request, and decoding the JSON gives every text back exactly.
struct JudgeMaterial {
    /// Six digits that follow from the whole question. A reply has to repeat them: one that was written before the question was cannot.
    let item: String
    /// The object, without a line break.
    let json: String

    /// - Parameter seed: of the judge; whoever speaks in the dialogue does not know it.
    init(_ question: JudgeQuestion, seed: Int) {
        let lines = question.dialogue.map { "{\"seat\": \"\($0.seat.rawValue)\", \"text\": \(Self.quoted($0.text))}" }
        let texts =
            "\"ground\": \(Self.quoted(question.ground)), \"dialogue\": [\(lines.joined(separator: ", "))], \"line\": \(Self.quoted(question.line))"
        let digest = SHA256.hexadecimal("\(seed)\n\(question.criterion)\n\(texts)")
        let number = (UInt64(digest.prefix(15), radix: 16) ?? 0) % 1_000_000
        let digits = String(number)
        item = String(repeating: "0", count: 6 - digits.count) + digits
        json = "{\"item\": \"\(item)\", \(texts)}"
    }

    /// A text as JSON string, with every character escaped that is no letter, digit, plain punctuation or space.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case _ where isPlain(scalar): result.unicodeScalars.append(scalar)
            default:
                for unit in UTF16.encode(scalar) ?? .init() {
                    let digits = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        return result + "\""
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return scalar.value >= 0x20 && scalar.value != 0x7F && !"<>[]{}`|".unicodeScalars.contains(scalar)
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark, .spacingMark, .decimalNumber,
            .letterNumber, .otherNumber, .dashPunctuation, .initialPunctuation, .finalPunctuation, .otherPunctuation, .currencySymbol, .otherSymbol:
            return true
        default: return false
        }
    }
}
