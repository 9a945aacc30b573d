// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

namespace awaitgram::crypto::detail {

/// One unused context of OpenSSL for each thread, because a new one takes a tenth of the time that a short message takes.
///
/// A user takes the context out and puts it back without secrets; meanwhile a second user in the thread gets none. After a failure
/// its user frees it instead. `Purpose` tells contexts apart that are set up differently.
///
/// There is none for ciphers: to overwrite a key with another one takes as long as a new context.
template <class Context, auto Free, class Purpose>
class spare {
public:
    /// The context of this thread, or null if it has none now.
    [[nodiscard]] static Context* take() noexcept { return std::exchange(here().context, nullptr); }

    /// Keeps a context for the next user; frees it if there is one already.
    static void put(Context* unused) noexcept {
        auto& mine = here();
        if (mine.context == nullptr && !mine.ended)
            mine.context = unused;
        else
            Free(unused);
    }

private:
    /// Without a destructor, so that objects which outlive the variables of their thread can use it.
    struct place {
        Context* context = nullptr;
        bool ended = false;
    };

    struct end_of_thread {
        place& mine;

        ~end_of_thread() {
            Free(std::exchange(mine.context, nullptr));
            mine.ended = true;
        }
    };

    static place& here() noexcept {
        thread_local place mine;
        thread_local const end_of_thread end{mine};
        return mine;
    }
};

} // namespace awaitgram::crypto::detail
