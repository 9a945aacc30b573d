// expect: this method never returns this error, says Telegram's documentation; error.is_named
// expect: USERNAME_INVALID
// SPDX-License-Identifier: MIT
#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/rpc/method_error.hpp>

namespace ag = awaitgram;
namespace errors = awaitgram::errors;

int code_of(const ag::method_error<ag::api::messages::checkChatInvite>& error) {
    return error.match(
#ifdef AWAITGRAM_CORRECT
        ag::when(errors::CHANNEL_PRIVATE, [] { return 1; }),
#else
        ag::when(errors::USERNAME_INVALID, [] { return 1; }),
#endif
        ag::otherwise([] { return 2; })
    );
}
