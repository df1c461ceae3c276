// SPDX-License-Identifier: Apache-2.0

/// Values the bundled domains draw from; canonical, so lower case.
enum ValuePools {
    static let firstNames = words(
        """
        anna bruno clara david elena felix greta henry irene jonas karin leo maria nina oscar paula quentin rosa samuel tessa ulrich vera walter \
        yvonne zoe adam bella conrad diana edgar fiona george hanna ivan julia kevin laura martin nora otto peter ruth simon thea victor wendy \
        alice boris celia dennis emma frank gina hugo iris jakob katja linus mona nils
        """)

    static let lastNames = words(
        """
        weber novak fischer harris jensen keller lambert moreno nielsen olsen parker quinn rossi schmidt turner vogel wagner young zimmer abbott \
        becker clarke dalton evans foster gruber hansen irwin jacobs klein larsen meyer norris osborn petrov reyes santos tanner ullman vargas \
        walsh xavier yates zeller arnold barnes carver dixon ellis fowler grant hobbs ingram jordan kramer lindt mercer nash owens pratt
        """)

    static let cities = words(
        """
        bristol leeds york bath derby exeter lincoln oxford durham carlisle chester dover hull ipswich lancaster norwich plymouth preston salford \
        truro wells winchester worcester cardiff swansea newport glasgow dundee stirling perth inverness aberdeen belfast cambridge brighton \
        coventry leicester nottingham sheffield portsmouth
        """)

    static let jobs = words(
        """
        nurse teacher baker carpenter lawyer plumber gardener painter farmer pilot waiter tailor butcher florist barber surgeon dentist driver \
        clerk cook judge librarian mechanic musician drummer porter potter printer roofer sailor singer soldier typist welder writer weaver \
        banker chemist dancer jeweller
        """)

    static let passwords = words("falcon pepper marble violin saturn walnut copper lantern meadow puzzle rocket thunder velvet willow anchor cactus")
    static let mailHosts = words("post.com mail.net inbox.org letter.com")
    static let weekdays = words("monday tuesday wednesday thursday friday saturday sunday")
    // Without May, which is also a verb that opens questions.
    static let months = words("january february march april june july august september october november december")
    static let occasions = [
        "job interview", "surprise party", "court case", "doctor visit", "secret date", "house move", "lost bet", "school exam", "talent show",
        "family quarrel",
    ]

    // Samples of values that are made up per person: what an agent may mishear.
    static let names = firstNames.indices.map { "\(firstNames[$0]) \(lastNames[($0 * 7 + 3) % lastNames.count])" }
    static let codes = firstNames.indices.map { "\("bcdfghkmprtw".dropFirst($0 % 12).prefix(1))\(1000 + $0 * 149)" }
    static let numbers = firstNames.indices.map { String(100_000 + $0 * 14_983) }
    static let emails = lastNames.indices.map { "\(lastNames[$0])\(10 + $0)@\(mailHosts[$0 % mailHosts.count])" }

    private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}
