// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// How much a line speaks as the agent's side does, from 0 (a user's line) to 1 (an agent's line).
///
/// A user that drifts takes the other seat long before it says "as an AI": it offers help, reports what it did for the other and asks for the
/// other's details. The score is a logistic function of a few signs in the wording, each present or not, so that every score can be
/// explained (`signs`). It is a measure, no gate: a line of a user may well offer something.
///
/// The weights are a logistic regression's on the user and system lines of half of the dialogues of MultiWOZ 2.1's validation split, rounded;
/// docs/judges.md says how well they part the lines of the other half. Related: the assistant axis of arXiv:2601.10387, which needs a model's
/// activations; this is its stand-in for text alone.
public enum AssistantLikeness {
    /// What in a line's wording speaks for a side.
    public enum Sign: String, Sendable, Codable, CaseIterable {
        /// Offers to help, or asks whether there is more to do: `how can i help`, `anything else`.
        case offersHelp = "offers_help"
        /// Offers to do something for the other: `shall i`, `would you like me to`.
        case offersAction = "offers_action"
        /// Reports what was done or found for the other: `your booking`, `i have booked`.
        case reportsAction = "reports_action"
        /// Asks for the other's details or wishes: `what is your`, `which day`.
        case asksForDetails = "asks_for_details"
        /// Tells what there is: `we have`, `is located`, `unfortunately`.
        case tellsResults = "tells_results"
        /// Speaks for a house: `welcome to`, `enjoy your`, `our`.
        case speaksForService = "speaks_for_service"
        /// Says `you` or `your` outside of the phrases of the other signs.
        case addressesOther = "addresses_other"
        /// States a need or a wish of its own: `i need`, `i am looking for`.
        case statesNeed = "states_need"
        /// Gives details of its own: `my name is`, `you can reach me`.
        case givesDetails = "gives_details"
        /// Asks the other to do or to tell something: `can you`, `book it`, `how much`.
        case makesRequest = "makes_request"
        /// Answers, accepts, thanks or takes leave: `yes please`, `that is all`, `thanks`.
        case answers = "answers"
        /// Says `my`, `me` or `i` outside of the phrases of the other signs.
        case speaksOfSelf = "speaks_of_self"

        /// What the sign adds to the log-odds of an agent's line.
        public var weight: Double {
            switch self {
            case .offersHelp: 4.5
            case .offersAction: 3.0
            case .reportsAction: 1.7
            case .asksForDetails: 3.0
            case .tellsResults: 2.7
            case .speaksForService: 3.8
            case .addressesOther: 3.1
            case .statesNeed: -3.3
            case .givesDetails: -0.7
            case .makesRequest: -2.1
            case .answers: -3.1
            case .speaksOfSelf: -0.3
            }
        }
    }

    /// Log-odds of a line without any sign.
    public static let bias = -0.6

    /// The score of a line, from 0 to 1.
    public static func score(_ line: LineText) -> Double {
        let signs = signs(of: line)
        // In one order, so that equal signs give equal bits.
        return 1 / (1 + exp(-Sign.allCases.reduce(bias) { signs.contains($1) ? $0 + $1.weight : $0 }))
    }

    /// The signs that a line bears. At each word the longest phrase counts, and its words count for no other sign.
    public static func signs(of line: LineText) -> Set<Sign> {
        let words = line.words.flatMap(Contraction.expand)
        var found: Set<Sign> = []
        var place = 0
        while place < words.count {
            if let phrase = AssistantPhrases.longest(in: words, at: place) {
                if let sign = phrase.sign { found.insert(sign) }
                place += phrase.words.count
            } else {
                if let sign = AssistantPhrases.single[words[place]] { found.insert(sign) }
                place += 1
            }
        }
        return found
    }
}
