// SPDX-License-Identifier: Apache-2.0

/// Somewhere else to be for a moment: an actor that goes through lets in what waits for it.
actor Door {
    private var passes = 0

    func pass() { passes &+= 1 }
}
