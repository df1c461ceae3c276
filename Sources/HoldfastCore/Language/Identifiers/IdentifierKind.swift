// SPDX-License-Identifier: Apache-2.0

/// What kinds of identifier a line can state: values of a form that nobody hits by chance, so that they can be followed without a model.
public enum IdentifierKind: String, Sendable, Codable, CaseIterable {
    /// `#W2378156`.
    case order = "order_id"
    /// `yusuf_rossi_9620`.
    case user = "user_id"
    /// `credit_card_4421486`.
    case payment = "payment_id"
    /// `mei.kovacs4296@example.com`.
    case email
    /// Five digits where a zip or postal code is spoken of.
    case zip = "zip_code"
    /// Seven digits or more, in groups or where a phone is spoken of.
    case phone
    /// A long bare number: an item or a product.
    case item = "item_id"
    /// Six to ten capitals and digits: a reservation, a booking, a confirmation.
    case reservation = "reservation_id"
    /// `HAT136`.
    case flight = "flight_number"
    /// The last four digits of a card.
    case lastFour = "last_four_digits"
    /// What is said to be the own name.
    case name
    /// House number and street.
    case street
    /// A day of birth.
    case birthday = "date_of_birth"
    /// A day with its month.
    case date
    /// An amount of dollars.
    case money = "amount"

    /// Whether one person has one value of it, so that another value is a contradiction.
    public var isOfOnePerson: Bool {
        switch self {
        case .user, .email, .zip, .phone, .name, .birthday: true
        case .order, .payment, .item, .reservation, .flight, .lastFour, .street, .date, .money: false
        }
    }

    /// How it is called in a sentence.
    public var title: String { rawValue.replacing("_", with: " ") }
}

/// An identifier that a line states.
public struct Identifier: Hashable, Sendable {
    /// What kind it is.
    public var kind: IdentifierKind
    /// Its value in one spelling: lower case, without marks that are left out at will.
    public var value: String
    /// Where it stands in the line, in UTF-8 bytes.
    public var place: Range<Int>

    /// An identifier at its place.
    public init(_ kind: IdentifierKind, _ value: String, place: Range<Int>) {
        self.kind = kind
        self.value = value
        self.place = place
    }
}
