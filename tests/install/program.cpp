// SPDX-License-Identifier: MIT
#include <awaitgram/awaitgram.hpp>

#include <cstdio>

int main() {
    const awaitgram::api::inputPeerUser peer{.user_id = 1, .access_hash = 2};
    const auto bytes = awaitgram::tl::encoded(peer);
    std::printf(
        "awaitgram %s, layer %d, %zu bytes\n",
        AWAITGRAM_VERSION,
        awaitgram::api::layer,
        bytes.size()
    );
}
