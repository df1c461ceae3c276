// SPDX-License-Identifier: Apache-2.0

/// Writes the two small kinds of JSON that every line may have; an encoder takes some hundred times as long for them.
enum JSONText {
    /// An object of texts, its keys sorted.
    static func object(_ members: [String: String]) -> String {
        list(members.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }, between: ("{", "}"))
    }

    /// A list of texts.
    static func list(_ texts: [String]) -> String { list(texts.map(quoted), between: ("[", "]")) }

    private static func list(_ items: [String], between ends: (String, String)) -> String { ends.0 + items.joined(separator: ",") + ends.1 }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) {
            result += text
        } else {
            for scalar in text.unicodeScalars {
                switch scalar {
                case "\"": result += "\\\""
                case "\\": result += "\\\\"
                case "\n": result += "\\n"
                case "\r": result += "\\r"
                case "\t": result += "\\t"
                case ..<" ": result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
                default: result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}
