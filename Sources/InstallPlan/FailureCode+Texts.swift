extension FailureCode {
    typealias Text = (code: FailureCode, title: String, advice: String)

    static let armingTexts: [Text] = [
        (
            .armingExpired, "the arming's time is over",
            "read on the timeline how far it came (nothing: check its power, cable, VLAN and boot order), then arm it "
                + "again with rackrise install"
        ),
        (
            .armingWithdrawn, "the arming was taken back",
            "arm it again with rackrise install, with --wipe if its disk was written already"
        ),
        (
            .nodeChanged, "the node was edited during the install",
            "rackrise install retry goes on with the node as it is now"
        ),
        (
            .bootsSpent, "every boot of the arming is spent",
            "read the timeline for why it restarted, then arm it again with rackrise install"
        ),
        (
            .planUnreadable, "the plan was stored by a version that knows more than this one",
            "update the server, or import the plan anew and arm the node again with rackrise install"
        ),
        (
            .variableMissing, "the plan refers to a variable that the node does not have",
            "set it with rackrise node set NODE --var NAME=VALUE"
        ),
        (.secretMissing, "a secret is not stored", "enter it with rackrise secret set"),
        (
            .armingUsedUp, "its arming is used up or was taken back",
            "arm the node again with rackrise install, and --again where it was installed"
        ),
        (
            .retryNeedsArming, "a retry would write over the disk again",
            "look at the disk, then arm the node again with rackrise install --wipe"
        ),
    ]

    static let connectionTexts: [Text] = [
        (
            .httpFetchButNoSSH, "the installer was fetched and no SSH server answers",
            "read the machine's console: the image may lack sshd or the network card's driver"
        ),
        (
            .authRefused, "the installer does not take our key",
            "put the line of rackrise install key into the image, or use an image that reads /ssh/authorized_keys"
        ),
        (
            .hostkeyMismatch, "the host key is not the pinned one",
            "find out which machine has this address; arm the node again when it is the right one"
        ),
        (
            .hostkeyTrust, "the host key's proof is below the plan's minimum",
            "use an image that reports its key, or compare the key with the console for rackrise install trust, or lower login.trust"
        ),
        (
            .escalationRefused, "the user may not become root without a password",
            "allow it in the image's sudoers or doas.conf, or correct become in the plan"
        ),
        (
            .connectionLost, "the connection broke",
            "check the machine and its link, then rackrise install retry"
        ),
        (
            .gateMACMismatch, "another machine has this address",
            "check for a stale lease; nothing was written to that machine"
        ),
        (
            .gateTokenMismatch, "the machine does not run this boot of the installer",
            "restart it, so that it boots from this server; nothing was written"
        ),
        (
            .gateRootOnDisk, "the machine does not run from RAM",
            "use a netboot image whose root is in RAM; nothing was written"
        ),
        (
            .gateUUIDMismatch, "the machine's UUID is not the recorded one",
            "check whether its main board was replaced, and correct the node's uuid; nothing was written"
        ),
    ]

    static let diskTexts: [Text] = [
        (.toolMissing, "a program is not on the installer", "add it to the installer's image"),
        (
            .ramTooSmall, "the machine has too little memory for the installer",
            "use a smaller image or add memory"
        ),
        (
            .diskSelectorNone, "no disk is what the plan means",
            "compare the plan's disk section with the disks on the timeline; nothing was written"
        ),
        (
            .diskSelectorFew, "fewer disks than expected are what the plan means",
            "check for a failed disk, or correct disk.count; nothing was written"
        ),
        (
            .diskSelectorMany, "more disks than expected are what the plan means",
            "name the disk by serial, wwn or byId; nothing was written"
        ),
        (
            .diskNotEmpty, "the disk carries data",
            "make sure that it may go, then arm the node with rackrise install --wipe; nothing was written"
        ),
        (.diskInUse, "the disk is in use", "use an image that leaves the disks alone; nothing was written"),
        (.diskReadOnly, "the disk cannot be written", "check its write protection; nothing was written"),
        (.diskTooSmall, "the disk is too small", "choose a larger disk or a smaller system"),
        (
            .diskNotAsPlanned, "what was written to the disk before is not there",
            "check the disk, then arm the node again with rackrise install --wipe"
        ),
        (
            .destructiveInterrupted, "writing the disk was interrupted",
            "arm the node again with rackrise install --wipe"
        ),
    ]

    static let systemTexts: [Text] = [
        (
            .cacheRefused, "the binary cache refuses the machine, or is none",
            "do what the reason says, or correct copy.caches in the plan"
        ),
        (
            .cacheUnreachable, "the binary cache does not answer",
            "open its nix-cache-info from the machine's network"
        ),
        (
            .unsignedPath, "a path lacks a trusted signature",
            "sign the cache, or add its public key to copy.keys in the plan"
        ),
        (.storeFull, "the target's store is full", "choose a larger disk or a smaller system"),
        (
            .systemMissing, "the system to install is not there",
            "check system in the plan and that its closure is in the store or cache"
        ),
        (
            .noBootloader, "the disk would not boot",
            "check the system's boot loader settings against the machine's firmware"
        ),
        (
            .noLogin, "nobody could log in to the installed system",
            "give a user of the system a key or a password"
        ),
        (.fileMismatch, "a declared file is not as declared", "read the phase's log"),
        (.commandFailed, "a command failed", "read its last output in the phase's log"),
        (
            .phaseTimeout, "the phase took too long",
            "read where it stands in its log, or give it a longer timeout in the plan"
        ),
    ]

    static let confirmTexts: [Text] = [
        (
            .bootedInstallerAgain, "the machine booted an installer instead of its disk",
            "check the firmware's boot order and other boot servers on the network"
        ),
        (.rebootRefused, "the machine did not restart", "restart it by hand; it will boot its disk"),
        (.noSignOfLife, "nothing was heard after the restart", "read the machine's console"),
        (
            .ipUnknownAfterReboot, "the machine was heard after the restart, and answers at no known address",
            "check that the firmware starts the disk (a loop in PXE is a sign of life too), and that the installed "
                + "system asks for an address on this network and runs an SSH server"
        ),
        (
            .wrongSystem, "another system runs than the one installed",
            "check the boot loader's default entry and the firmware's boot order"
        ),
        (
            .systemDegraded, "some units of the installed system failed",
            "log in and look with systemctl --failed, or allow it with confirm.state: degraded"
        ),
        (.checkFailed, "a check of the plan failed", "read its output in the phase's log"),
        (
            .cutOverFailed, "the system is installed and a script after it failed",
            "correct the cause, then rackrise install retry"
        ),
    ]
}
