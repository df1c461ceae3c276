// SPDX-License-Identifier: Apache-2.0

extension ComponentKind {
    /// The status every component of this kind starts in.
    public var initialStatus: ComponentStatus {
        switch self {
        case .profile, .policy: .aligned
        case .task, .requirement: .incomplete
        case .preference: .misaligned
        }
    }

    /// The statuses a component of this kind can have.
    public var statuses: [ComponentStatus] {
        switch self {
        case .profile, .policy, .preference: [.aligned, .misaligned]
        case .task, .requirement: [.incomplete, .attempted, .complete]
        }
    }

    /// Whether a component of this kind may go from one status to another.
    public func allows(from old: ComponentStatus, to new: ComponentStatus) -> Bool {
        switch (self, old, new) {
        case (.profile, .aligned, .misaligned), (.policy, .aligned, .misaligned): true
        case (.task, .incomplete, .attempted), (.task, .incomplete, .complete), (.task, .attempted, .complete): true
        case (.requirement, .incomplete, .attempted), (.requirement, .incomplete, .complete), (.requirement, .attempted, .complete): true
        case (.preference, .misaligned, .aligned): true
        default: false
        }
    }

    /// Whether the status can never change again, so that no judge needs to be asked.
    public func isAbsorbing(_ status: ComponentStatus) -> Bool {
        !ComponentStatus.allCases.contains { allows(from: status, to: $0) }
    }

    /// Whether the status counts as success; `attempted` does, because the agent or the world blocked the user.
    public func isSuccess(_ status: ComponentStatus) -> Bool {
        switch self {
        case .profile, .policy, .preference: status == .aligned
        case .task, .requirement: status == .attempted || status == .complete
        }
    }
}
