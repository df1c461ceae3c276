// SPDX-License-Identifier: Apache-2.0

/// Whether an agent's line hands the user over to somebody else.
///
/// An announcement counts, a question or a condition does not; nor does a transfer of anything but the user, such as money.
enum TransferNotice {
    private static let announcements = [
        "transfer you to", "transferring you", "you are being transferred", "you have been transferred", "you will be transferred",
        "you're being transferred", "connect you to a human", "connect you with a human", "connecting you to a human", "connecting you with a human",
        "put you through to", "putting you through to",
    ]
    private static let reservations = [
        "?", " if ", " cannot ", " can't ", " not ", " won't ", " unable ", " would ", " could ", " before ", " unless ", " want me ",
    ]

    static func isFound(in line: String) -> Bool {
        line.lowercased().split(whereSeparator: { ".!\n".contains($0) }).contains { sentence in
            let said = " \(sentence) "
            return announcements.contains(where: said.contains) && !reservations.contains(where: said.contains)
        }
    }
}
