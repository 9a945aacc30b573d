// SPDX-License-Identifier: MIT
// One target for libFuzzer: FUZZ_TARGET is its name.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    fuzz::FUZZ_TARGET.fuzz_one({bytes, size});
    return 0;
}

/// With FUZZ_SEEDS in the environment, writes the seeds to that directory.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
    if (const char* const directory = std::getenv("FUZZ_SEEDS")) {
        std::filesystem::create_directories(directory);
        auto number = 0;
        for (const auto& seed : fuzz::FUZZ_TARGET.seeds()) {
            std::ofstream file(
                std::filesystem::path(directory) / ("seed" + std::to_string(number++)),
                std::ios::binary
            );
            file.write(
                reinterpret_cast<const char*>(seed.data()),
                static_cast<std::streamsize>(seed.size())
            );
        }
    }
    return 0;
}
