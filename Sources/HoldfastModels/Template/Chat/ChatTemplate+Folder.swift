// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

extension ChatTemplate {
    /// Files of a Hugging Face folder that say how its tokenizer is used, the template first.
    public static let jinjaName = "chat_template.jinja"
    /// The tokenizer's configuration.
    public static let configurationName = "tokenizer_config.json"

    /// Reads which template a published model has, from `chat_template.jinja` or the `chat_template` of `tokenizer_config.json`, with the
    /// tokens that begin a text and end a message.
    /// - Parameters:
    ///   - folder: path of a Hugging Face folder.
    ///   - family: what it is where the folder does not say it, or is not to be asked.
    /// - Throws: `file` or `format` for what cannot be read, `model` where there is no template or one that is not known.
    public init(folder: String, family: Family? = nil) throws {
        let configuration = try Self.configuration(of: folder)
        if let family {
            self.init(family)
        } else {
            guard let (source, file) = try Self.source(of: folder, configuration) else {
                throw HoldfastError(
                    .model,
                    "\(folder) has no chat template, neither in \(Self.jinjaName) nor in \(Self.configurationName); "
                        + "name the one to use as simulator.template, such as plain")
            }
            do {
                try self.init(recognising: source)
            } catch let error as HoldfastError {
                throw HoldfastError(error.code, "\(file): \(error.message)")
            }
        }
        guard let configuration else { return }
        func token(_ key: String) -> String? { configuration[key]?.text ?? configuration[key]?["content"]?.text }
        switch self.family {
        case .chatML, .qwen2_5, .qwen3, .qwen3Instruct: break
        // The template ends messages with a token of its own, whatever ends a text.
        case .llama3, .llama3_1: beginning = token("bos_token") ?? beginning
        case .mistralV1, .mistralV3, .plain:
            beginning = token("bos_token") ?? beginning
            ending = token("eos_token") ?? ending
        }
    }

    private static func configuration(of folder: String) throws -> JSONTree? {
        let path = "\(folder)/\(configurationName)"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            return try JSONParser.parse(Array(try content(of: path)))
        } catch let failure as JSONParser.Failure {
            throw HoldfastError(.format, "\(path) is damaged: \(failure); get it again")
        }
    }

    private static func source(of folder: String, _ configuration: JSONTree?) throws -> (text: String, file: String)? {
        let path = "\(folder)/\(jinjaName)"
        if FileManager.default.fileExists(atPath: path) { return (String(decoding: try content(of: path), as: UTF8.self), path) }
        guard let template = configuration?["chat_template"] else { return nil }
        // Several templates of one model have names.
        let text = template.text ?? template.items?.first { $0["name"]?.text == "default" }?["template"]?.text
        return text.map { ($0, "\(folder)/\(configurationName)") }
    }

    private static func content(of path: String) throws -> Data {
        do {
            return try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw HoldfastError(.file, "cannot read \(path)", cause: SystemCause(error))
        }
    }
}
