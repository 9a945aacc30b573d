// expect: GCC 12 destroys a temporary request twice: write `api::method request
// expect-clang: only GCC 12 has this defect
// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/client/client.hpp>

namespace ag = awaitgram;

ag::awaitable<void> look_up(ag::client& telegram) {
#ifdef AWAITGRAM_CORRECT
    ag::api::contacts::resolveUsername request{.username = "telegram"};
    co_await telegram.invoke(request);
#elif defined(__clang__)
#error "only GCC 12 has this defect"
#else
    co_await telegram.invoke(ag::api::contacts::resolveUsername("telegram"));
#endif
}
