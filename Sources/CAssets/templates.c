#include "CAssets.h"

// The package is C17; #embed is C23, and Swift's clang has it in every mode.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char boot[] = {
#embed "../../ipxe/boot.ipxe.mustache"
};

static const unsigned char menu[] = {
#embed "../../ipxe/menu.ipxe.mustache"
};

static const unsigned char local[] = {
#embed "../../ipxe/local.ipxe.mustache"
};

static const unsigned char refused[] = {
#embed "../../ipxe/refused.ipxe.mustache"
};

static const unsigned char autoexec[] = {
#embed "../../ipxe/autoexec.ipxe.mustache"
};

static const unsigned char grub[] = {
#embed "../../ipxe/grub.cfg.mustache"
};

struct CAsset CAssetBootTemplate(void) {
    return (struct CAsset){boot, sizeof boot};
}

struct CAsset CAssetMenuTemplate(void) {
    return (struct CAsset){menu, sizeof menu};
}

struct CAsset CAssetLocalTemplate(void) {
    return (struct CAsset){local, sizeof local};
}

struct CAsset CAssetRefusedTemplate(void) {
    return (struct CAsset){refused, sizeof refused};
}

struct CAsset CAssetAutoexecTemplate(void) {
    return (struct CAsset){autoexec, sizeof autoexec};
}

struct CAsset CAssetGRUBTemplate(void) {
    return (struct CAsset){grub, sizeof grub};
}
