// SPDX-License-Identifier: Apache-2.0

extension SentenceReader {
    /// Details of an errand.
    mutating func readSlots(_ clause: ArraySlice<TextWord>) {
    }
}
