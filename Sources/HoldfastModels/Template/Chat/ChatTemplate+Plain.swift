// SPDX-License-Identifier: Apache-2.0

extension ChatTemplate {
    /// A paragraph per message, named after its role; an assistant's ends with the ending token as well.
    func plain(_ messages: [TemplateMessage], _ addsGenerationPrompt: Bool) -> [TemplatePiece] {
        var pieces = TemplatePieces()
        if let beginning { pieces.special(beginning) }
        for (index, message) in messages.enumerated() {
            pieces.message = index
            switch message.role {
            case .assistant:
                pieces.text("Assistant:")
                pieces.line(" " + message.content.stripped)
                pieces.special(ending)
            case .system: pieces.text("System: " + message.content.stripped)
            default: pieces.text("User: " + message.content.stripped)
            }
            pieces.text("\n\n")
        }
        pieces.message = messages.count
        if addsGenerationPrompt { pieces.text("Assistant:") }
        return pieces.pieces
    }
}
