#pragma once
#include <stddef.h>

/// A file that was built into the program; the octets live as long as it runs.
struct CAsset {
    const unsigned char *octets;
    size_t length;
};

/// `ipxe/boot.ipxe.mustache`.
struct CAsset CAssetBootTemplate(void);
/// `ipxe/menu.ipxe.mustache`.
struct CAsset CAssetMenuTemplate(void);
/// `ipxe/local.ipxe.mustache`.
struct CAsset CAssetLocalTemplate(void);
/// `ipxe/refused.ipxe.mustache`.
struct CAsset CAssetRefusedTemplate(void);
/// `ipxe/autoexec.ipxe.mustache`.
struct CAsset CAssetAutoexecTemplate(void);
/// `ipxe/grub.cfg.mustache`.
struct CAsset CAssetGRUBTemplate(void);
/// `install/NAME.sh`, a script for the machine that is installed; without octets when there is no such script.
struct CAsset CAssetInstallScript(const char *name);
