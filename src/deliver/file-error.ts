import { errorCode } from '../failure/error-code.ts';
import { Failure } from '../failure/failure.ts';

/**
 * The message for an operation on an output that failed.
 *
 * @param action what was done: "write /run/app/env"
 */
export function explainFileError(error: unknown, action: string): Failure {
  if (error instanceof Failure) return error;
  const code = errorCode(error);
  const what = `cannot ${action} (${code}); every output is as it was before`;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Failure('output-not-written', { todo: 'make room on the file system of the output', what });
    case 'EROFS':
      return new Failure('output-not-creatable', {
        todo: 'choose an output path on a file system that can be written, such as /run',
        what,
      });
    case 'EACCES':
    case 'EPERM':
      return new Failure('output-not-creatable', {
        todo: 'run as root, or choose a path, owner and group that this user may use',
        what,
      });
    case 'ENOENT':
    case 'ENOTDIR':
      return new Failure('output-not-creatable', {
        todo: 'create the directory of the output, or correct its path',
        what,
      });
    case 'EISDIR':
    case 'ENOTEMPTY':
    case 'EEXIST':
    case 'ELOOP':
    case 'ENAMETOOLONG':
      return new Failure('output-refused', { todo: 'choose another path for the output', what });
    default:
      return new Failure('output-not-written', { todo: 'check the disk and the system log', what });
  }
}
