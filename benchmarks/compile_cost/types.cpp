// SPDX-License-Identifier: MIT
#include <awaitgram/api/types.hpp>

int main() {
    const awaitgram::api::inputPeerUser peer{.user_id = 1, .access_hash = 2};
    return static_cast<int>(peer.user_id);
}
