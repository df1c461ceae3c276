// SPDX-License-Identifier: Apache-2.0

/// Where a line says something about a value.
public struct Passage: Hashable, Sendable {
    /// The value that is stated or rejected, and what it is a value of.
    public var claim: Claim
    /// Whether the line rejects the value instead of stating it.
    public var isDenied: Bool
    /// The words that name the value, or the yes or no that decides it; in UTF-8 bytes of the line.
    public var place: Range<Int>

    /// A passage that states its claim, unless told otherwise.
    public init(_ claim: Claim, isDenied: Bool = false, place: Range<Int>) {
        self.claim = claim
        self.isDenied = isDenied
        self.place = place
    }
}

/// What a line says, and where it says it.
public struct LocatedReading: Hashable, Sendable {
    /// What the line says, wherever it says it.
    public var reading: LineReading
    /// One per claim and per denial of the reading, at the first place that makes it; in no particular order.
    public var passages: [Passage]

    /// A reading with its passages; without either, that of a line that says nothing.
    public init(reading: LineReading = LineReading(), passages: [Passage] = []) {
        self.reading = reading
        self.passages = passages
    }
}

extension LocatedReading {
    /// Adds a claim or a denial, unless it was made before.
    mutating func add(_ claim: Claim, isDenied: Bool, at place: Range<Int>) {
        let isKnown = isDenied ? reading.denials.contains(claim) : reading.claims.contains(claim)
        guard !isKnown else { return }
        if isDenied { reading.denials.append(claim) } else { reading.claims.append(claim) }
        passages.append(Passage(claim, isDenied: isDenied, place: place))
    }

    /// Adds what a `yes` or a `no` says about a pressed value, unless the line speaks for itself.
    mutating func settle(_ pressed: Claim, by polarity: (affirms: Bool, place: Range<Int>)?) {
        guard let polarity else { return }
        if reading.claims.contains(where: { $0.attribute == pressed.attribute }) {
            if !polarity.affirms, !reading.claims.contains(pressed) { add(pressed, isDenied: true, at: polarity.place) }
            return
        }
        guard !reading.denials.contains(where: { $0.attribute == pressed.attribute }) else { return }
        add(pressed, isDenied: !polarity.affirms, at: polarity.place)
    }
}
