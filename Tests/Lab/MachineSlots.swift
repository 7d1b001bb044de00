/// Lets a fixed number of virtual machines run at a time, first come, first served.
///
/// Firmware timers are real time: machines that starve each other of processor time meet timeouts no real one would.
actor MachineSlots {
    /// The slots of this process: a machine for each core of the smallest computer the tests are run on.
    static let shared = MachineSlots(count: 2)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(count: Int) {
        free = count
    }

    /// Returns once a slot is the caller's; `release()` gives it back.
    func acquire() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func release() {
        // A slot goes straight to the next in line, so it is never free in between.
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
