/** Types of the subset that TypeScript and AssemblyScript share (src/phi/names/interface.ts, "Dual source"). */
declare type i32 = number;
