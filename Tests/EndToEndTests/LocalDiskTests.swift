import Lab
import Testing

@Suite(.timeLimit(.minutes(30)))
struct LocalDiskTests {
    @Test(arguments: [(Firmware.bios, "firmware=pc"), (Firmware.uefi, "firmware=efi")])
    func `a node set to local reaches its disk, sent there by Rackrise`(
        firmware: Firmware, loader: String
    ) async throws {
        let mac = "52:54:00:4e:42:02"
        try await Bench.run { bench in
            try await bench.importProfile("worker")
            try await bench.addNode("rack2", mac: mac, profile: "worker", boot: "local")
            let hardware = VirtualMachine.Hardware(
                mac: mac, firmware: firmware, disk: .image(bench.images.disk))
            let (line, console) = try await bench.powerOn(hardware) {
                (try await $0.wait(for: GuestImages.diskMarker), $0.console.text)
            }

            #expect(line.contains(loader))
            #expect(console.contains("boots its local disk"))
            #expect(!console.contains(GuestReport.marker))
        }
    }
}
