// SPDX-License-Identifier: MIT
#pragma once

namespace awaitgram::testing {

/// What a data centre for public files does wrong. Clients trust it in nothing: they compare hashes.
enum class cdn_lie {
    none,
    /// One bit of each part is another one.
    flipped_bit,
    /// The last byte of each part is missing.
    shorter,
    /// It asks again and again for files to be sent to it.
    endless_reupload,
    /// There are no hashes in the redirection; clients have to ask for them.
    late_hashes,
    /// There are no hashes at all.
    missing_hashes,
};

/// Whether the data centre for public files has a file.
enum class cdn_state {
    ready,
    /// A client has to ask for it to be sent there.
    needs_upload,
};

} // namespace awaitgram::testing
