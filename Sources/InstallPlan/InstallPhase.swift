/// A step of an install, in the order in which they run.
public enum InstallPhase: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Log in to the installer with our key, under a host key that the policy accepts.
    case waitForSSH = "wait-for-ssh"
    /// Prove that this is the machine, in this boot, running from RAM.
    case gate
    /// Read the machine's architecture, firmware, memory and disks.
    case facts
    /// Find exactly the disks that the plan means.
    case selectDisk = "select-disk"
    /// Write the partition table and the file systems, and mount them.
    case partition
    /// Bring the closure to the disk.
    case copy
    /// Write the declared files and secrets.
    case files
    /// Set the system profile and run the boot loader's step.
    case install
    /// Prove that the disk will boot and that someone can log in.
    case verify
    /// Restart the machine.
    case reboot
    /// Log in to the installed system and prove that it is the one that was meant.
    case confirm

    /// The phase after this one; nil after the last.
    public var next: InstallPhase? {
        Self.allCases.first { $0 > self }
    }

    /// Whether it takes data off a disk in every plan.
    public var isDestructive: Bool { self == .partition }

    /// Whether hooks may run before it: only on a machine that has passed the gate.
    public var allowsHooksBefore: Bool { self > .gate }

    /// Whether hooks may run after it: only on a machine that has passed the gate and is still there.
    public var allowsHooksAfter: Bool { self >= .gate && self != .reboot }

    /// Orders by the time at which they run.
    public static func < (left: InstallPhase, right: InstallPhase) -> Bool {
        left.position < right.position
    }

    private var position: Int { Self.positions[self] ?? 0 }

    private static let positions = Dictionary(uniqueKeysWithValues: zip(allCases, allCases.indices))
}
