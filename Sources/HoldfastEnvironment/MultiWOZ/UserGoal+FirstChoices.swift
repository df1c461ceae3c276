// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension UserGoal {
    /// The values for which the goal names a fallback: the user tries them first, and the world has to refuse them.
    var firstChoices: Set<Claim> {
        Set(
            components.compactMap { component in
                if case .whenUnavailable(let attribute, let value) = component.condition { Claim(attribute, value) } else { nil }
            })
    }
}
