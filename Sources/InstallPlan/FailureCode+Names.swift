extension FailureCode {
    // Arming and boots.

    /// The time of the arming is over.
    public static let armingExpired = FailureCode(rawValue: "arming-expired")
    /// The node is no longer armed for the job.
    public static let armingWithdrawn = FailureCode(rawValue: "arming-withdrawn")
    /// The node was edited after this boot of the installer had begun.
    public static let nodeChanged = FailureCode(rawValue: "node-changed")
    /// Every boot of the arming is spent.
    public static let bootsSpent = FailureCode(rawValue: "boots-spent")
    /// This version of the program cannot read the stored plan.
    public static let planUnreadable = FailureCode(rawValue: "plan-unreadable")
    /// The plan refers to a variable that the node does not have.
    public static let variableMissing = FailureCode(rawValue: "variable-missing")
    /// The plan names a secret that is not stored.
    public static let secretMissing = FailureCode(rawValue: "secret-missing")
    /// A retry would need another arming.
    public static let armingUsedUp = FailureCode(rawValue: "arming-used-up")
    /// A retry would have to write over what the first attempt wrote.
    public static let retryNeedsArming = FailureCode(rawValue: "retry-needs-arming")

    // Connection and gate.

    /// The installer was fetched and no SSH server answers.
    public static let httpFetchButNoSSH = FailureCode(rawValue: "http-fetch-but-no-ssh")
    /// The SSH server does not take our key.
    public static let authRefused = FailureCode(rawValue: "auth-refused")
    /// The host key is not the pinned one.
    public static let hostkeyMismatch = FailureCode(rawValue: "hostkey-mismatch")
    /// The host key's proof is below the plan's minimum.
    public static let hostkeyTrust = FailureCode(rawValue: "hostkey-trust")
    /// The user may not become root.
    public static let escalationRefused = FailureCode(rawValue: "escalation-refused")
    /// The connection broke and did not come back.
    public static let connectionLost = FailureCode(rawValue: "connection-lost")
    /// None of the target's interfaces is the node's.
    public static let gateMACMismatch = FailureCode(rawValue: "gate-mac-mismatch")
    /// The target's command line does not carry this boot's token.
    public static let gateTokenMismatch = FailureCode(rawValue: "gate-token-mismatch")
    /// The target's root is not in RAM.
    public static let gateRootOnDisk = FailureCode(rawValue: "gate-root-on-disk")
    /// The target's SMBIOS UUID is not the recorded one.
    public static let gateUUIDMismatch = FailureCode(rawValue: "gate-uuid-mismatch")

    // Facts and disks.

    /// A program that a phase needs is not on the target.
    public static let toolMissing = FailureCode(rawValue: "tool-missing")
    /// The machine has too little memory for the image.
    public static let ramTooSmall = FailureCode(rawValue: "ram-too-small")
    /// No disk is what the plan means.
    public static let diskSelectorNone = FailureCode(rawValue: "disk-selector-none")
    /// Fewer disks than the plan expects are what it means.
    public static let diskSelectorFew = FailureCode(rawValue: "disk-selector-few")
    /// More disks than the plan expects are what it means.
    public static let diskSelectorMany = FailureCode(rawValue: "disk-selector-many")
    /// The disk carries partitions or signatures.
    public static let diskNotEmpty = FailureCode(rawValue: "disk-not-empty")
    /// The disk is mounted or otherwise in use.
    public static let diskInUse = FailureCode(rawValue: "disk-in-use")
    /// The disk cannot be written.
    public static let diskReadOnly = FailureCode(rawValue: "disk-read-only")
    /// The disk does not hold the layout or the closure.
    public static let diskTooSmall = FailureCode(rawValue: "disk-too-small")
    /// What an earlier attempt wrote to the disk is not there.
    public static let diskNotAsPlanned = FailureCode(rawValue: "disk-not-as-planned")
    /// A destructive phase began and its end is unknown.
    public static let destructiveInterrupted = FailureCode(rawValue: "destructive-interrupted")

    // Copy, install and verify.

    /// What answers for the binary cache refuses the machine, or is no binary cache.
    public static let cacheRefused = FailureCode(rawValue: "cache-refused")
    /// The binary cache does not answer.
    public static let cacheUnreachable = FailureCode(rawValue: "cache-unreachable")
    /// A path has no signature by a key of the plan.
    public static let unsignedPath = FailureCode(rawValue: "unsigned-path")
    /// The target's store is full.
    public static let storeFull = FailureCode(rawValue: "store-full")
    /// The system's path is no store path, or the copy does not hold it.
    public static let systemMissing = FailureCode(rawValue: "system-missing")
    /// The disk has no boot loader that leads to the system.
    public static let noBootloader = FailureCode(rawValue: "no-bootloader")
    /// Nobody could log in to the installed system.
    public static let noLogin = FailureCode(rawValue: "no-login")
    /// A declared file is missing or not as declared.
    public static let fileMismatch = FailureCode(rawValue: "file-mismatch")
    /// A command ended with a status other than zero.
    public static let commandFailed = FailureCode(rawValue: "command-failed")
    /// A phase took longer than it may.
    public static let phaseTimeout = FailureCode(rawValue: "phase-timeout")

    // Reboot and confirm.

    /// The machine booted the installer instead of its disk.
    public static let bootedInstallerAgain = FailureCode(rawValue: "booted-installer-again")
    /// The machine did not restart.
    public static let rebootRefused = FailureCode(rawValue: "reboot-refused")
    /// Nothing was heard of the machine after its restart.
    public static let noSignOfLife = FailureCode(rawValue: "no-sign-of-life")
    /// The machine was heard after its restart, and answers at no address that is known.
    public static let ipUnknownAfterReboot = FailureCode(rawValue: "ip-unknown-after-reboot")
    /// Another system runs than the one that was installed.
    public static let wrongSystem = FailureCode(rawValue: "wrong-system")
    /// The system is up and some of its units failed.
    public static let systemDegraded = FailureCode(rawValue: "system-degraded")
    /// A check of the plan failed.
    public static let checkFailed = FailureCode(rawValue: "check-failed")
    /// A script after the confirmation failed.
    public static let cutOverFailed = FailureCode(rawValue: "cut-over-failed")
}
