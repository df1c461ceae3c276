// SPDX-License-Identifier: Apache-2.0

/// Lets a configuration key be given as an option of its own: `--trainer.learning-rate 1e-3`.
enum DottedOptions {
    /// Rewrites such options as `--set trainer.learning_rate=1e-3`; everything else stays.
    static func expand(_ arguments: [String]) -> [String] {
        var result: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--"), let name = argument.dropFirst(2).split(separator: "=", maxSplits: 1).first, name.contains(".")
            else {
                result.append(argument)
                continue
            }
            let key = String(name.replacing("-", with: "_"))
            if argument.contains("=") {
                result += ["--set", key + argument.dropFirst(2 + name.count)]
            } else if let value = rest.popFirst() {
                result += ["--set", "\(key)=\(value)"]
            } else {
                result.append(argument)
            }
        }
        return result
    }
}
