/* Fuzzing detection: the reader is chosen by the bytes themselves, gzip unpacked. */
#include "fuzz_source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_source(data, size, NULL);
}
