// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// A configuration read from files and overrides, which still knows the line of each value.
public struct LoadedConfiguration<Value: Codable & Sendable>: Sendable {
    /// The decoded values.
    public var value: Value
    private var tree: ConfigurationNode

    /// Reads files from left to right over the defaults, then the overrides of the command line.
    ///
    /// Mappings merge key by key; lists and single values are replaced whole, and so are the defaults of `rewards.weights`: a weight that
    /// the files do not name is 0.
    /// - Parameters:
    ///   - files: paths of YAML (or JSON) files.
    ///   - overrides: assignments such as `trainer.learning_rate=1e-3`.
    /// - Throws: `configuration` with file, line, key path and what was expected; `usage` for an override that is no assignment.
    public init(files: [String], overrides: [String] = [], defaults: Value) throws {
        try self.init(files: try files.map(YAMLSource.read(file:)), overrides: overrides.map(YAMLSource.override), defaults: defaults)
    }

    /// Reads YAML text; `name` stands for the file in messages.
    public init(yaml: String, name: String, overrides: [String] = [], defaults: Value) throws {
        try self.init(files: [try YAMLSource.parse(yaml, name: name)], overrides: overrides.map(YAMLSource.override), defaults: defaults)
    }

    init(files: [ConfigurationNode], overrides: [ConfigurationNode], defaults: Value) throws {
        let base = ConfigurationNode(defaults: try ConfigurationEncoder.encode(defaults))
        let moved = (Value.self as? any HasMovedKeys.Type)?.movedKeys ?? []
        let layers = (files + overrides).map { layer in moved.reduce(layer) { $0.moving($1.from, to: $1.to) } }
        let whole = (Value.self as? any HasWholeTables.Type)?.wholeTables ?? []
        let start = whole.filter { table in files.contains { !($0[table.section]?[table.key]?.isNull ?? true) } }
            .reduce(base) { $0.emptying($1.section, $1.key) }
        tree = layers.reduce(start) { $0.merged(with: $1) }
        value = try ConfigurationDecoder.decode(Value.self, from: tree, defaults: base)
    }

    /// Where the value of a key path such as `trainer.learning_rate` comes from.
    public func origin(of path: String) -> ConfigurationOrigin {
        path.split(separator: ".").reduce(tree) { $0[String($1)] ?? $0 }.origin
    }

    /// The error for a value that has the right type but makes no sense.
    public func invalid(_ path: String, _ problem: String) -> HoldfastError {
        HoldfastError(.configuration, "\(origin(of: path)): \(path) \(problem)")
    }

    /// Runs a check that knows key paths but not where their values stand, and adds that to what it throws.
    ///
    /// The check's messages begin with the key path, such as `trainer.steps must be at least 1`.
    public func locating<Result>(_ check: () throws -> Result) throws -> Result {
        do {
            return try check()
        } catch let error as HoldfastError where error.code == .configuration {
            let path = error.message.prefix { !$0.isWhitespace }
            guard path.contains(".") else { throw error }
            throw HoldfastError(.configuration, "\(origin(of: String(path))): \(error.message)")
        }
    }

    /// Throws `invalid` unless the condition holds.
    public func require(_ condition: Bool, _ path: String, _ problem: @autoclosure () -> String) throws {
        if !condition { throw invalid(path, problem()) }
    }
}
