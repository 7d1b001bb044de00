import BootModel
import Testing

@testable import ImageStore

struct KernelImageTests {
    @Test(
        arguments: [
            (0x38, [0x41, 0x52, 0x4D, 0x64], InstructionSet.arm64),
            (0x38, [0x52, 0x53, 0x43, 0x05], .riscv64),
            (0x24, [0x18, 0x28, 0x6F, 0x01], .arm32),
        ] as [(Int, [UInt8], InstructionSet)])
    func `an Image is told by its magic`(offset: Int, magic: [UInt8], instructionSet: InstructionSet) throws {
        var head = [UInt8](repeating: 0, count: 4096)
        head.replaceSubrange(0..<2, with: "MZ".utf8)
        head.replaceSubrange(offset..<offset + 4, with: magic)
        let kernel = try KernelImage(head: head)
        #expect(kernel.instructionSet == instructionSet)
        #expect(!kernel.needsUEFI)
    }

    @Test(
        arguments: [
            (0x8664, InstructionSet.x86), (0x014C, .x86), (0xAA64, .arm64), (0x01C2, .arm32),
            (0x5064, .riscv64),
            (0x6264, .loongArch64),
        ] as [(UInt16, InstructionSet)])
    func `a UEFI program is told by its machine`(machine: UInt16, instructionSet: InstructionSet) throws {
        let kernel = try KernelImage(head: SampleBuild.efiProgram(machine: machine))
        #expect(kernel.instructionSet == instructionSet)
        #expect(kernel.needsUEFI)
    }

    @Test func `a bzImage says how long its arguments may be`() throws {
        #expect(try KernelImage(head: SampleBuild.bzImage(commandLineLimit: 4095)).commandLineLimit == 4095)
        #expect(try KernelImage(head: SampleBuild.bzImage(version: 0x0205)).commandLineLimit == 255)
        #expect(try KernelImage(head: SampleBuild.bzImage()).instructionSet == .x86)
        #expect(try !KernelImage(head: SampleBuild.bzImage()).needsUEFI)
    }

    @Test(
        arguments: [
            ([], KernelImageError.empty),
            ([0x7F] + Array("ELF".utf8), .elf),
            ([0x1F, 0x8B, 8], .compressed),
            (Array("<!DOCTYPE html>".utf8), .text),
            (Array("#!ipxe\n".utf8), .text),
            (Array("070701".utf8), .unknown),
            (Array("MZ".utf8), .noEFIProgram),
            (SampleBuild.efiProgram(machine: 0x1234), .noEFIProgram),
            (SampleBuild.bzImage(version: 0x0105), .oldBootProtocol),
        ] as [([UInt8], KernelImageError)])
    func `what is no kernel is refused with what it is`(head: [UInt8], error: KernelImageError) {
        #expect(throws: error) { try KernelImage(head: head) }
        #expect(!error.description.isEmpty)
    }

    @Test func `every truncation is refused or read`() {
        for sample in [SampleBuild.bzImage(), SampleBuild.efiProgram(machine: 0x8664)] {
            for length in 0..<0x300 { _ = try? KernelImage(head: Array(sample.prefix(length))) }
            #expect(throws: KernelImageError.self) { try KernelImage(head: Array(sample.prefix(0x84))) }
        }
    }

    @Test func `a real file of the format is read`() throws {
        let file = try File(reading: "/usr/lib/ipxe/ipxe.lkrn")
        let kernel = try KernelImage(head: file.read(at: 0, count: KernelImage.headLength))
        #expect(kernel.instructionSet == .x86)
        #expect(kernel.commandLineLimit.map { $0 > 100 } == true)
    }
}
